/* The table of acceptance by keyboard: J and K move, A (or Ctrl+Enter) ticks and goes on. ES2018. */
(function () {
  "use strict";

  var form = document.querySelector("[data-accept]");
  if (!form) {
    return;
  }
  var rows = Array.from(form.querySelectorAll("[data-row]"));
  var told = form.querySelector("[data-ticked]");

  function box(row) {
    return row.querySelector("input[name=take]");
  }

  function at() {
    return rows.indexOf(document.activeElement.closest("[data-row]"));
  }

  function go(to) {
    var row = rows[Math.max(0, Math.min(rows.length - 1, to))];
    box(row).focus({ preventScroll: true });
    row.scrollIntoView({ block: "center" });
  }

  function count() {
    var ticked = rows.filter(function (row) {
      row.classList.toggle("is-ticked", box(row).checked);
      return box(row).checked;
    });
    told.textContent = told.getAttribute("data-words").replace("%d", ticked.length);
  }

  function tick() {
    var place = Math.max(0, at());
    box(rows[place]).checked = true;
    count();
    if (place === rows.length - 1) {
      form.querySelector(".accept-actions button").focus();
    } else {
      go(place + 1);
    }
  }

  var keys = { j: function () { go(at() + 1); }, k: function () { go(at() - 1); }, a: tick };

  document.addEventListener("keydown", function (event) {
    var writing = event.target.matches("input[type=text], textarea, select");
    var wanted = event.ctrlKey && event.key === "Enter" ? tick : keys[event.key.toLowerCase()];
    if (!wanted || (writing && !event.ctrlKey) || (event.ctrlKey && event.key !== "Enter") || event.altKey || event.metaKey) {
      return;
    }
    event.preventDefault();
    wanted();
  });
  form.addEventListener("change", count);
  count();
})();
