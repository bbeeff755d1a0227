/* A register may be dropped on the page; without this file it is chosen and sent as a plain form. */
"use strict";

(() => {
  const drop = document.getElementById("drop");
  const field = document.getElementById("file");

  const over = (on) => drop.classList.toggle("is-over", on);
  drop.addEventListener("dragover", (event) => { event.preventDefault(); over(true); });
  drop.addEventListener("dragleave", () => over(false));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    over(false);
    if (!event.dataTransfer.files.length) return;
    field.files = event.dataTransfer.files;
    drop.requestSubmit();
  });
})();
