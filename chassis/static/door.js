/* The check-in board: finds names while typing, sends taps without leaving the page, and shows what
   other desks did. Without it the page is a list of buttons. ES2018, no inline code. */
(function () {
  "use strict";

  var board = document.querySelector("[data-door]");
  if (!board) {
    return;
  }
  var find = board.querySelector("[data-find]");
  var more = board.querySelector("[data-more]");
  var EVERY = 5000;

  function newKey() {
    var bytes = new Uint8Array(16);
    window.crypto.getRandomValues(bytes);
    return Array.from(bytes, function (one) {
      return one.toString(16).padStart(2, "0");
    }).join("");
  }

  /* Hides the tiles whose name does not hold what was typed. */
  function filter() {
    var wanted = find ? find.value.trim() : "";
    board.querySelectorAll("[data-name]").forEach(function (tile) {
      tile.hidden = wanted !== "" && tile.getAttribute("data-name").indexOf(wanted) < 0;
    });
    board.querySelectorAll("[data-group]").forEach(function (group) {
      group.hidden = !group.querySelector("[data-name]:not([hidden])");
    });
  }

  function place(fresh, name) {
    var from = fresh.querySelector('[data-live="' + name + '"]');
    var to = board.querySelector('[data-live="' + name + '"]');
    if (from && to) {
      to.innerHTML = from.innerHTML;
    }
  }

  /* The list to confirm changes only when its officer asks for it: nobody is confirmed unseen. */
  function placeSeen(fresh, asked) {
    var to = board.querySelector("[data-seen]");
    var from = fresh.querySelector("[data-seen]");
    if (!to || !from) {
      return;
    }
    var shown = to.querySelectorAll("input[name=arrivals]").length;
    var now = from.querySelectorAll("input[name=arrivals]").length;
    if (asked || shown === 0) {
      to.innerHTML = from.innerHTML;
      shown = now;
    }
    more.hidden = now <= shown;
  }

  function show(text, asked) {
    var fresh = new DOMParser().parseFromString(text, "text/html");
    if (!fresh.querySelector("[data-door]")) {
      window.location.reload();
      return;
    }
    var active = document.activeElement;
    var tile = active && active.closest ? active.closest("[data-name]") : null;
    var names = asked ? ["said", "problem", "figures", "tiles"] : ["figures", "tiles"];
    names.forEach(function (name) {
      place(fresh, name);
    });
    placeSeen(fresh, asked === "confirm");
    filter();
    if (tile && document.getElementById(tile.id)) {
      var next = document.getElementById(tile.id).querySelector("button");
      (next || find || board).focus();
    }
  }

  function send(form, button) {
    var data = new URLSearchParams(new FormData(form));
    data.set("idempotency_key", newKey());
    if (button && button.name) {
      data.append(button.name, button.value);
    }
    var to = (button && button.getAttribute("formaction")) || form.action;
    if (button) {
      button.setAttribute("aria-busy", "true");
    }
    return fetch(to, { method: "POST", body: data, headers: { Accept: "text/html" } })
      .then(function (answer) {
        return answer.text();
      })
      .then(function (text) {
        form.querySelectorAll("input[name=code]").forEach(function (field) {
          field.value = "";
        });
        show(text, form.hasAttribute("data-confirm") ? "confirm" : "tap");
      })
      .catch(function () {
        /* Whether it arrived is unknown: the page as it stands on the server tells. */
        window.location.reload();
      });
  }

  function refresh(asked) {
    return fetch(board.getAttribute("data-door"), { headers: { Accept: "text/html" } })
      .then(function (answer) {
        return answer.ok ? answer.text() : "";
      })
      .then(function (text) {
        if (text) {
          show(text, asked);
        }
      })
      .catch(function () {
        /* The network is away for a moment; the next look will do. */
      });
  }

  board.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.matches("[data-tap], [data-confirm]") && event.submitter) {
      event.preventDefault();
      send(form, event.submitter);
    } else if (form.matches("[role=search]")) {
      event.preventDefault();
      var first = board.querySelector("[data-name]:not([hidden]) button");
      if (first) {
        first.focus();
      }
    }
  });
  if (find) {
    find.addEventListener("input", filter);
  }
  if (more) {
    more.addEventListener("click", function () {
      refresh("confirm");
    });
  }
  window.setInterval(function () {
    if (!document.hidden) {
      refresh("");
    }
  }, EVERY);
})();
