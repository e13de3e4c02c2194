/* Helps on the page of a vote, which works without it. ES5, for old phones.
   The slip stands behind the # of the address, which no browser ever sends to a server. */
(function () {
  "use strict";

  var form = document.querySelector("form[data-vote]");
  if (!form) {
    return;
  }
  var code = form.querySelector("input[name=code]");
  var counter = form.querySelector("[data-counter]");
  var boxes = form.querySelectorAll("input[name=votes_for]");
  var ranks = form.querySelector("[data-ranks]");
  var seats = parseInt(form.getAttribute("data-seats"), 10);

  function slip() {
    return decodeURIComponent(window.location.hash.replace("#", ""));
  }

  function fill() {
    if (!code.value && slip()) {
      code.value = slip();
    }
  }

  /* Larger text and the other language reload the page: take the slip along. */
  function keepSlip() {
    var links = document.querySelectorAll('a[href^="/lang/"], a[href^="/elder/"]');
    for (var i = 0; i < links.length; i += 1) {
      links[i].hash = window.location.hash;
    }
  }

  function chosen() {
    var n = 0;
    for (var i = 0; i < boxes.length; i += 1) {
      n += boxes[i].checked ? 1 : 0;
    }
    return n;
  }

  function count() {
    var n = chosen();
    var text = form.getAttribute(n >= seats ? "data-full" : "data-said");
    counter.textContent = text.replace("{n}", n).replace("{m}", seats);
    for (var i = 0; i < boxes.length; i += 1) {
      boxes[i].disabled = n >= seats && !boxes[i].checked;
    }
  }

  /* Ranks: one tap gives a project the first number that is free, another takes it away. */
  function numbers() {
    var found = [];
    var fields = ranks.querySelectorAll("input");
    for (var i = 0; i < fields.length; i += 1) {
      found.push(fields[i].value.replace(/[^0-9]/g, ""));
    }
    return found;
  }

  function free() {
    var given = numbers();
    var n = 1;
    while (given.indexOf(String(n)) >= 0) {
      n += 1;
    }
    return n;
  }

  function countRanks() {
    var most = parseInt(ranks.getAttribute("data-places"), 10);
    var buttons = ranks.querySelectorAll("[data-next]");
    var next = free();
    var given = numbers();
    var n = 0;
    for (var i = 0; i < buttons.length; i += 1) {
      var has = given[i] !== "";
      var full = next > most && !has;
      var words = has ? "data-take" : (full ? "data-all" : "data-give");
      n += has ? 1 : 0;
      buttons[i].hidden = false;
      buttons[i].disabled = full;
      buttons[i].textContent = ranks.getAttribute(words).replace("{n}", next);
      buttons[i].setAttribute("aria-label", buttons[i].textContent + "：" + buttons[i].title);
    }
    counter.textContent = ranks.getAttribute("data-said").replace("{n}", n).replace("{m}", most);
  }

  function tap(event) {
    if (event.target.hasAttribute("data-next")) {
      var field = event.target.parentNode.querySelector("input");
      field.value = field.value ? "" : String(free());
      countRanks();
    }
  }

  fill();
  keepSlip();
  window.addEventListener("hashchange", fill);
  if (!counter) {
    return;
  }
  counter.hidden = false;
  if (ranks) {
    countRanks();
    ranks.addEventListener("click", tap);
    ranks.addEventListener("input", countRanks);
    window.addEventListener("pageshow", countRanks);
    return;
  }
  count();
  form.addEventListener("change", count);
  /* Coming back with the back button, a browser may tick boxes again by itself. */
  window.addEventListener("pageshow", count);
})();
