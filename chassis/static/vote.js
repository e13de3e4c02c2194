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

  counter.hidden = false;
  fill();
  keepSlip();
  count();
  form.addEventListener("change", count);
  window.addEventListener("hashchange", fill);
  /* Coming back with the back button, a browser may tick boxes again by itself. */
  window.addEventListener("pageshow", count);
})();
