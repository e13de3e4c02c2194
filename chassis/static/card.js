/* Fills in the code of a card from behind the # of the address, which no browser sends to a server.
   The page works without it. ES5, for old phones. */
(function () {
  "use strict";

  var form = document.querySelector("form[data-card]");
  if (!form) {
    return;
  }
  var code = form.querySelector("input[name=code]");

  function fill() {
    if (!code.value && window.location.hash) {
      code.value = decodeURIComponent(window.location.hash.replace("#", ""));
    }
  }

  var links = document.querySelectorAll('a[href^="/lang/"], a[href^="/elder/"]');
  for (var i = 0; i < links.length; i += 1) {
    links[i].hash = window.location.hash;
  }
  fill();
  window.addEventListener("hashchange", fill);
})();
