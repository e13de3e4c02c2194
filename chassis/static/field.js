/* Helps on the page of the field, which works without it: what is written goes into the phone's own
   store (IndexedDB) first and is sent from there, each entry under a key made here, so that the
   server takes it once however often it is sent. Nothing leaves the phone's store before the server
   has said that it has it. */
(function () {
  "use strict";

  var box = document.querySelector("[data-field]");
  if (!box || !window.indexedDB || !window.fetch || !window.FormData) {
    return;
  }
  var form = box.querySelector("form");
  var list = box.querySelector("[data-drafts]");
  var said = box.dataset;
  var NOT_SENT = ["form_token", "idempotency_key", "version"];
  var busy = false;
  var again = false;
  var told = "";

  function newKey() {
    var bytes = new Uint8Array(16);
    window.crypto.getRandomValues(bytes);
    return Array.prototype.map.call(bytes, function (one) {
      return ("0" + one.toString(16)).slice(-2);
    }).join("");
  }

  /* ---- the phone's store ---- */

  function store(mode, work) {
    return new Promise(function (resolve, reject) {
      var opening = window.indexedDB.open("yishi-field", 1);
      opening.onupgradeneeded = function () {
        opening.result.createObjectStore("drafts", { keyPath: "key" });
      };
      opening.onerror = function () { reject(opening.error); };
      opening.onsuccess = function () {
        var database = opening.result;
        var doing = database.transaction("drafts", mode);
        var asked = work(doing.objectStore("drafts"));
        doing.oncomplete = function () { database.close(); resolve(asked.result); };
        doing.onabort = doing.onerror = function () { database.close(); reject(doing.error); };
      };
    });
  }

  function keep(draft) { return store("readwrite", function (s) { return s.put(draft); }); }
  function drop(key) { return store("readwrite", function (s) { return s.delete(key); }); }
  function drafts() {
    return store("readonly", function (s) { return s.getAll(); }).then(function (found) {
      return found.filter(function (one) {
        return one.who === said.who && one.street === said.field;
      }).sort(function (a, b) { return a.at - b.at; });
    });
  }

  /* ---- sending ---- */

  function words(name, n) { return said[name].replace("{n}", n); }

  /* A form token of this moment: the page may have been opened days ago, by another session. */
  function token() {
    return fetch(said.page, { credentials: "same-origin", headers: { Accept: "text/html" } })
      .then(function (answer) {
        if (answer.status >= 500) { throw new TypeError("away"); }
        if (!answer.ok || answer.url.indexOf(said.page) < 0) { return { problem: "signedOut" }; }
        return answer.text().then(function (html) {
          var page = new DOMParser().parseFromString(html, "text/html");
          var there = page.querySelector("[data-field]");
          if (!there) { return { problem: "signedOut" }; }
          if (there.dataset.who !== said.who) { return { problem: "another" }; }
          return { token: there.querySelector("input[name=form_token]").value };
        });
      });
  }

  function send(draft, form_token) {
    var body = new FormData();
    draft.fields.forEach(function (pair) { body.append(pair[0], pair[1]); });
    draft.files.forEach(function (one) { body.append(one.field, one.file, one.name); });
    return fetch(said.api, {
      method: "POST", body: body, credentials: "same-origin",
      headers: { Accept: "application/json", "X-Form-Token": form_token, "Idempotency-Key": draft.key }
    }).then(function (answer) {
      if (answer.ok) { return drop(draft.key).then(function () { return "sent"; }); }
      if (answer.status === 401) { return "signedOut"; }
      if (answer.status >= 500 || answer.status === 429) { return "later"; }
      return answer.json().catch(function () { return {}; }).then(function (problem) {
        draft.problem = (document.documentElement.lang === "en" ? problem.detail_en : problem.detail) || String(answer.status);
        return keep(draft).then(function () { return "refused"; });
      });
    });
  }

  function sendAll(waiting, form_token, sent) {
    if (!waiting.length) { return Promise.resolve({ sent: sent }); }
    return send(waiting[0], form_token).then(function (how) {
      if (how === "signedOut" || how === "later") { return { problem: how, sent: sent }; }
      return sendAll(waiting.slice(1), form_token, sent + (how === "sent" ? 1 : 0));
    });
  }

  function sync() {
    if (busy) { again = true; return; }
    busy = true;
    drafts().then(function (found) {
      var waiting = found.filter(function (one) { return !one.problem; });
      if (!waiting.length) { return { sent: 0 }; }
      return token().then(function (page) {
        return page.problem ? page : sendAll(waiting, page.token, 0);
      });
    }).then(function (result) {
      if (result.problem) { told = result.problem; }
      else if (result.sent) { told = "sent:" + result.sent; }
    }, function () { told = ""; /* no network: later */ }).then(draw).then(function () {
      busy = false;
      if (again) { again = false; sync(); }
    });
  }

  /* ---- what the page says ---- */

  function line(text) {
    var p = document.createElement("p");
    p.textContent = text;
    list.appendChild(p);
    return p;
  }

  function button(text, act) {
    var one = document.createElement("button");
    one.type = "button";
    one.className = "button secondary";
    one.textContent = text;
    one.addEventListener("click", act);
    return one;
  }

  function draw() {
    return drafts().then(function (found) {
      list.textContent = "";
      var n = found.filter(function (one) { return !one.problem; }).length;
      if (told.indexOf("sent:") === 0) { line(words("sent", told.slice(5))); }
      if (n) { line(words(told === "signedOut" || told === "another" ? told : "waiting", n)); }
      if (n && told === "signedOut") {
        var link = document.createElement("a");
        link.href = said.signIn;
        link.className = "button";
        link.textContent = said.signInWords;
        line("").appendChild(link);
      }
      found.filter(function (one) { return one.problem; }).forEach(refusal);
    });
  }

  function refusal(draft) {
    var p = line(said.refused + draft.problem);
    p.appendChild(button(said.again, function () {
      delete draft.problem;
      keep(draft).then(sync);
    }));
    var note = draft.fields.filter(function (pair) { return pair[0] === "note"; })[0];
    if (note) {
      p.appendChild(button(said.change, function () {
        var text = window.prompt(said.change, note[1]);
        if (text === null) { return; }
        note[1] = text;
        delete draft.problem;
        keep(draft).then(sync);
      }));
    }
    p.appendChild(button(said.drop, function () {
      if (window.confirm(said.sure)) { drop(draft.key).then(draw); }
    }));
  }

  /* ---- writing ---- */

  /* The phone's own date: a page that was kept for days without a network shows an old one. */
  var day = "";
  function setDay() {
    var field = form.elements.on;
    if (!field || (day && field.value !== day)) { return; }
    var now = new Date();
    day = [now.getFullYear(), ("0" + (now.getMonth() + 1)).slice(-2), ("0" + now.getDate()).slice(-2)].join("-");
    field.value = day;
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    var draft = { key: newKey(), who: said.who, street: said.field, at: Date.now(), fields: [], files: [] };
    new FormData(form).forEach(function (value, name) {
      if (NOT_SENT.indexOf(name) >= 0) { return; }
      if (typeof value === "string") { draft.fields.push([name, value]); }
      else if (value.size) { draft.files.push({ field: name, file: value, name: value.name }); }
    });
    keep(draft).then(function () {
      var project = form.elements.project.value;
      form.reset();
      day = "";
      setDay();
      form.elements.project.value = project;
      form.elements.lat.value = form.elements.lng.value = "";
      told = "";
      return draw().then(sync);
    }, function () { list.textContent = said.full; });
  });

  var here = form.querySelector("[data-position]");
  if (here && navigator.geolocation) {
    here.hidden = false;
    here.addEventListener("click", function () {
      navigator.geolocation.getCurrentPosition(function (found) {
        form.elements.lat.value = found.coords.latitude.toFixed(5);
        form.elements.lng.value = found.coords.longitude.toFixed(5);
        here.textContent = said.here;
      }, function () { here.textContent = said.nowhere; }, { timeout: 10000 });
    });
  }

  /* The page itself opens without a network (field-worker.js), with what it is drawn with. */
  function keepPage() {
    var parts = document.querySelectorAll("link[rel=stylesheet][href], script[src]");
    var names = Array.prototype.map.call(parts, function (one) { return one.href || one.src; });
    return window.caches.open("yishi-field").then(function (kept) {
      return kept.addAll([said.page].concat(names));
    });
  }

  if (navigator.serviceWorker && window.caches && navigator.onLine) {
    navigator.serviceWorker.register(said.worker, { scope: said.page }).then(keepPage)
      .catch(function () { /* an old phone, or no HTTPS: the page needs the network to open */ });
  }

  window.addEventListener("online", sync);
  document.addEventListener("visibilitychange", function () { if (!document.hidden) { setDay(); sync(); } });
  window.setInterval(function () { if (navigator.onLine) { sync(); } }, 60000);
  setDay();
  draw().then(sync);
})();
