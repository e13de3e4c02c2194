/* Small helps on top of pages that already work without them. ES2018, no inline code. */
(function () {
  "use strict";

  function print() {
    window.print();
  }

  function copy(button) {
    var area = document.getElementById(button.getAttribute("data-copy"));
    area.focus();
    area.select();
    /* The old command also works on plain http, where the clipboard interface is closed. */
    if (document.execCommand("copy")) {
      button.querySelector("span").textContent = button.getAttribute("data-done");
    }
  }

  function showCurrentStep(root) {
    root.querySelectorAll(".stepper-scroll [aria-current=step]").forEach(function (step) {
      var box = step.closest(".stepper-scroll");
      box.scrollLeft = step.offsetLeft - (box.clientWidth - step.offsetWidth) / 2;
    });
  }

  function start(root) {
    root.querySelectorAll(".needs-js[hidden]").forEach(function (button) {
      button.hidden = false;
    });
    showCurrentStep(root);
    var summary = root.querySelector(".error-summary[data-focus]");
    if (summary) {
      summary.focus();
    }
  }

  /* A sheet that is shown once: a second click must not take its page away. */
  document.addEventListener("submit", function (event) {
    if (event.target.hasAttribute("data-sent")) {
      event.preventDefault();
    } else if (event.target.hasAttribute("data-once")) {
      event.target.setAttribute("data-sent", "");
    }
  });

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-print], [data-copy]");
    if (!button) {
      return;
    }
    if (button.hasAttribute("data-print")) {
      print();
    } else {
      copy(button);
    }
  });
  document.addEventListener("htmx:load", function (event) {
    start(event.target);
  });
  start(document);
})();
