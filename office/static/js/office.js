/* For every page: live parts rest while nobody looks, and say so when the line to the server is gone. */
"use strict";

(() => {
  const isLive = (event) => event.target.closest && event.target.closest("[data-live]") === event.target;
  let lost = false;

  document.addEventListener("htmx:before:request", (event) => {
    if (isLive(event) && document.hidden) event.preventDefault();
  });

  document.addEventListener("htmx:after:request", () => {
    if (!lost) return;
    lost = false;
    document.getElementById("messages").replaceChildren();
  });

  document.addEventListener("htmx:error", (event) => {
    if (lost || !event.detail.ctx || event.detail.ctx.response) return;
    lost = true;
    const line = document.createElement("p");
    line.className = "said is-problem";
    line.textContent = "The connection is gone. What you see may be old; it comes back by itself.";
    document.getElementById("messages").replaceChildren(line);
  });
})();
