/* Lets the page of the field open without a network: the last copy of it, and of what it is drawn
   with. Everything else goes to the network as ever, and so does the page where there is one. A copy
   goes as soon as the server no longer gives the page to whoever asks. */
"use strict";

var KEPT = "yishi-field";

self.addEventListener("install", function () { self.skipWaiting(); });
self.addEventListener("activate", function (event) { event.waitUntil(self.clients.claim()); });

self.addEventListener("fetch", function (event) {
  var url = new URL(event.request.url);
  var page = event.request.mode === "navigate" && /\/field$/.test(url.pathname);
  var drawn = url.origin === self.location.origin && url.pathname.indexOf("/static/") === 0;
  if (event.request.method !== "GET" || !(page || drawn)) {
    return;
  }
  var name = page ? url.pathname : event.request.url;
  event.respondWith(fetch(event.request).then(function (answer) {
    return caches.open(KEPT).then(function (kept) {
      if (page && (!answer.ok || answer.redirected)) { return kept.delete(name); }
      return answer.ok ? kept.put(name, answer.clone()) : undefined;
    }).then(function () { return answer; });
  }, function () {
    return caches.match(name).then(function (found) { return found || Response.error(); });
  }));
});
