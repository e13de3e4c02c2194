/* The hall's screen: clocks that run, a word where the connection is lost, and the headline said
   aloud once it changes. The page itself follows by htmx. ES2018, no inline code. */
(function () {
  "use strict";

  var said = document.querySelector("[data-said]");
  var lost = document.querySelector("[data-lost]");
  var ahead = 0;
  var headline = "";

  function part() {
    return document.getElementById("hall-now");
  }

  function two(number) {
    return (number < 10 ? "0" : "") + number;
  }

  function words(clock, left) {
    var seconds = Math.abs(left >= 0 ? Math.ceil(left / 1000) : Math.floor(-left / 1000));
    var over = left < 0;
    clock.classList.toggle("is-over", over);
    if (over && clock.hasAttribute("data-stop")) {
      return [clock.getAttribute("data-over"), ""];
    }
    return [
      clock.getAttribute(over ? "data-over" : "data-left"),
      two(Math.floor(seconds / 60)) + ":" + two(seconds % 60),
    ];
  }

  function run(clock) {
    var until = Date.parse(clock.getAttribute("data-until"));
    var told = words(clock, until - Date.now() - ahead);
    var text = told.join(" ").trim();
    if (clock.getAttribute("data-shown") === text) {
      return;
    }
    clock.setAttribute("data-shown", text);
    clock.textContent = told[0] + " ";
    if (told[1]) {
      var digits = document.createElement("b");
      digits.textContent = told[1];
      clock.appendChild(digits);
    }
  }

  function tick() {
    document.querySelectorAll("[data-until]").forEach(run);
  }

  /* The server's clock counts, not that of this computer. */
  function arrived() {
    ahead = Date.parse(part().getAttribute("data-moment")) - Date.now();
    var now = part().querySelector("h1").textContent.trim();
    if (headline && now !== headline) {
      said.textContent = now;
    }
    headline = now;
    tick();
  }

  function heard(event) {
    var status = event.detail.xhr ? event.detail.xhr.status : 0;
    lost.hidden = status >= 200 && status < 400;
  }

  document.addEventListener("htmx:afterSwap", arrived);
  document.addEventListener("htmx:afterRequest", heard);
  arrived();
  setInterval(tick, 250);
})();
