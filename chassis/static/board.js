/* The triage board's keys: move, set a field, save and go on. The forms save themselves by htmx and
   work without this. ES2018, no inline code. */
(function () {
  "use strict";

  var board = document.querySelector(".board");
  if (!board) {
    return;
  }
  var here = "";
  var saved = [];
  var prefix = "";
  var keys = {};
  document.querySelectorAll("[data-key]").forEach(function (key) {
    keys[key.getAttribute("data-key")] = key;
  });

  function rows() {
    return Array.prototype.slice.call(board.querySelectorAll(".board-row"));
  }

  function row() {
    return document.getElementById(here);
  }

  function field(name) {
    return row().querySelector("[name=" + name + "]");
  }

  function go(to) {
    if (!to) {
      return;
    }
    if (row()) {
      row().classList.remove("is-here");
    }
    here = to.id;
    to.classList.add("is-here");
    to.querySelector("form").focus({ preventScroll: true });
    to.scrollIntoView({ block: "center" });
  }

  function step(by) {
    var all = rows();
    go(all[all.indexOf(row()) + by]);
  }

  function ticked() {
    return board.querySelectorAll("[name=items]:checked").length;
  }

  /* All ticked get what the row at hand shows. */
  function saveTicked() {
    var bulk = document.getElementById("form-triage-many");
    ["disposition", "level", "unit", "opinion"].forEach(function (name) {
      bulk.querySelector("[name=" + name + "]").value = field(name).value;
    });
    bulk.requestSubmit();
  }

  function save() {
    if (ticked()) {
      saveTicked();
      return;
    }
    saved.push(here);
    row().querySelector("form").requestSubmit();
    step(1);
  }

  function undo() {
    var last = document.getElementById(saved.pop() || here);
    var form = last && last.querySelector(".board-undo");
    if (form) {
      form.requestSubmit();
      go(last);
    }
  }

  function set(key) {
    var name = key.getAttribute("data-field");
    field(name).value = key.getAttribute("data-value");
    if (name === "barred" && field("disposition").value === "PROJECT_SOURCE") {
      field("disposition").value = "OUT_OF_SCOPE";
    }
  }

  var acts = {
    j: function () { step(1); },
    ArrowDown: function () { step(1); },
    k: function () { step(-1); },
    ArrowUp: function () { step(-1); },
    u: undo,
    o: function () { field("opinion").focus(); },
    l: function () { field("unit").focus(); field("unit").select(); },
    " ": function () { var box = field("items"); box.checked = !box.checked; },
    Enter: save,
  };

  function isTyping(target) {
    return /^(INPUT|SELECT|TEXTAREA|BUTTON|A|SUMMARY)$/.test(target.tagName);
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) {
      return;
    }
    var inRow = row() && row().contains(event.target);
    if (event.key === "Escape" && inRow) {
      go(row());
    } else if (event.key === "Enter" && inRow && event.target.tagName === "INPUT") {
      event.preventDefault();
      save();
    } else if (row() && !isTyping(event.target)) {
      press(event);
    }
  });

  function press(event) {
    var name = prefix + event.key;
    var act = acts[name] || (keys[name] && function () { set(keys[name]); });
    var begins = !prefix && event.key === "t";
    prefix = begins ? "t " : "";
    if (act || begins) {
      event.preventDefault();
    }
    if (act) {
      act();
    }
  }

  function count() {
    document.querySelector("[data-left]").textContent = board.querySelectorAll(".is-open").length;
  }

  /* Whatever was refused is told in its row. */
  document.addEventListener("htmx:beforeSwap", function (event) {
    var about = event.detail.target;
    if (about && about.closest(".board-row") && event.detail.xhr.status >= 400 && event.detail.xhr.status < 500) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });
  document.addEventListener("htmx:afterSwap", function () {
    if (row() && !row().classList.contains("is-here")) {
      go(row());
    }
    count();
  });
  document.addEventListener("focusin", function (event) {
    var at = event.target.closest(".board-row");
    if (at && at.id !== here && event.target.tagName !== "FORM") {
      if (row()) {
        row().classList.remove("is-here");
      }
      here = at.id;
      at.classList.add("is-here");
    }
  });
  go(document.getElementById(location.hash.slice(1)) || board.querySelector(".is-open") || rows()[0]);
})();
