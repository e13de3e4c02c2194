/* A resident's suggestion: the draft outlives a lost network and a reload, is gone once sent, and
   is never sent twice. Without this file the form works all the same. ES2018. */
(function () {
  "use strict";

  var KEPT = ["community", "content", "contact", "title", "category"];

  /* Storage may be full, or forbidden by the browser: then nothing is kept. */
  function store(kind, name, value) {
    try {
      if (value === undefined) {
        return window[kind].getItem(name);
      }
      if (value === null) {
        window[kind].removeItem(name);
      } else {
        window[kind].setItem(name, value);
      }
    } catch (_) {
      /* The form goes on as it is. */
    }
    return null;
  }

  function digest(text) {
    var hash = 5381;
    for (var at = 0; at < text.length; at += 1) {
      hash = ((hash * 33) ^ text.charCodeAt(at)) >>> 0;
    }
    return text.length + "-" + hash;
  }

  function draft(form) {
    var name = "draft:" + form.getAttribute("data-draft");
    var sent = "sent:" + form.getAttribute("data-draft");
    var note = form.querySelector("[data-note]");

    function values() {
      var found = {};
      KEPT.forEach(function (field) {
        if (form.elements[field]) {
          found[field] = form.elements[field].value;
        }
      });
      return found;
    }

    function what() {
      var photos = form.elements.photos ? form.elements.photos.files : [];
      var files = Array.from(photos).map(function (file) {
        return file.name + file.size;
      });
      return digest(JSON.stringify([values(), files]));
    }

    function say(which) {
      note.textContent = note.getAttribute("data-" + which);
    }

    function restore() {
      var kept = JSON.parse(store("localStorage", name) || "null");
      if (!kept || form.elements.content.value) {
        return;
      }
      KEPT.forEach(function (field) {
        if (form.elements[field] && kept[field]) {
          form.elements[field].value = kept[field];
        }
      });
      say("restored");
    }

    form.addEventListener("input", function () {
      store("localStorage", name, JSON.stringify(values()));
    });
    form.addEventListener("submit", function (event) {
      if (navigator.onLine === false) {
        event.preventDefault();
        say("offline");
        note.scrollIntoView({ block: "center" });
        return;
      }
      /* The same words again, after Back or a lost answer, are the same request: one suggestion. */
      var before = (store("sessionStorage", sent) || "").split(" ");
      if (before[0] === what()) {
        form.elements.idempotency_key.value = before[1];
      }
      store("sessionStorage", sent, what() + " " + form.elements.idempotency_key.value);
      say("sending");
    });
    window.addEventListener("online", function () {
      say("online");
    });
    window.addEventListener("pageshow", function () {
      note.textContent = "";
      restore();
    });
  }

  var form = document.querySelector("form[data-draft]");
  if (form) {
    draft(form);
  }
  var done = document.querySelector("[data-sent]");
  if (done) {
    store("localStorage", "draft:" + done.getAttribute("data-sent"), null);
  }
  /* The QR code of a receipt carries the code behind the #, which no server and no log sees. */
  var code = document.querySelector("[data-from-hash]");
  if (code && location.hash.length > 8) {
    code.value = decodeURIComponent(location.hash.slice(1));
    history.replaceState(null, "", location.pathname);
    code.form.requestSubmit();
  }
})();
