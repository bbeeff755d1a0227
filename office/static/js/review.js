/* Review by keyboard: A approve, E amend, R reject, U undo, J and K move. Every key has a button. */
"use strict";

(() => {
  const REMEMBERED = "ninebell-keys";
  const list = document.getElementById("reports");
  const keys = document.getElementById("keys");
  const keysSwitch = document.getElementById("keys-switch");
  const decidedHere = [];
  let asked = null;

  const waiting = () => [...document.querySelectorAll('[data-report][data-state="waiting"]')];
  const current = () => list.querySelector(".is-current") || waiting()[0] || null;
  const card = (id) => document.getElementById(`report-${id}`);

  function choose(report, focus) {
    list.querySelectorAll(".is-current").forEach((other) => other.classList.remove("is-current"));
    if (!report) return;
    report.classList.add("is-current");
    if (focus) {
      report.focus({ preventScroll: true });
      report.scrollIntoView({ block: "nearest" });
    }
  }

  function move(step) {
    const all = waiting();
    if (!all.length) return;
    const at = all.indexOf(current());
    const moved = document.activeElement && document.activeElement.closest("[data-report]");
    choose(all[Math.min(Math.max(at + (moved ? step : Math.min(step, 0)), 0), all.length - 1)], true);
  }

  function open(report, act) {
    const form = report && report.querySelector(`details[data-act="${act}"]`);
    if (!form) return;
    report.querySelectorAll("details[open]").forEach((other) => { other.open = other === form; });
    form.open = true;
    const field = form.querySelector("input:not([type=hidden])");
    field.focus();
    field.select();
  }

  function approve(report) {
    const button = report && report.querySelector('form[data-act="approve"] button');
    if (button) button.click();
  }

  function undo() {
    const here = document.activeElement && document.activeElement.closest('[data-state="decided"]');
    let report = here;
    while (!report && decidedHere.length) {
      const last = card(decidedHere.pop());
      if (last && last.dataset.state === "decided") report = last;
    }
    report = report || document.querySelector("#decided [data-report]");
    const button = report && report.querySelector('form[data-act="undo"] button');
    if (button) button.click();
  }

  const acts = {
    a: () => approve(current()),
    e: () => open(current(), "amend"),
    r: () => open(current(), "reject"),
    u: undo,
    j: () => move(1),
    k: () => move(-1),
  };

  function onKey(event) {
    const field = event.target.closest("input, select, textarea, [contenteditable]");
    if (field) {
      if (event.key !== "Escape") return;
      const form = field.closest("details");
      if (form) form.open = false;
      choose(field.closest("[data-report]"), true);
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey || !isOn()) return;
    const act = acts[event.key.toLowerCase()];
    if (!act || event.repeat) return;
    event.preventDefault();
    act();
  }

  const isOn = () => keysSwitch.getAttribute("aria-pressed") === "true";

  function turn(on) {
    keysSwitch.setAttribute("aria-pressed", String(on));
    keysSwitch.textContent = on ? "Keys on" : "Keys off";
    document.body.classList.toggle("keys-on", on);
  }

  /* Where the eyes go after a decision: to the next report; after an undo, to the report that is back. */
  function afterSwap(ctx) {
    if (!asked || asked.ctx !== ctx) return;
    const { id, next } = asked;
    asked = null;
    const report = card(id);
    if (!report) return;
    if (report.dataset.state === "waiting") {
      choose(report, true);
      const form = report.querySelector("details[open] input:not([type=hidden])");
      if (form) form.focus();
      return;
    }
    decidedHere.push(id);
    const all = waiting();
    const target = (next && card(next)) || all[all.length - 1];
    if (target && target.dataset.state === "waiting") choose(target, true);
    else report.focus();
  }

  document.addEventListener("htmx:before:request", (event) => {
    const report = event.target.closest && event.target.closest("[data-report]");
    if (!report) return;
    const all = waiting();
    const next = all[all.indexOf(report) + 1];
    asked = { ctx: event.detail.ctx, id: report.dataset.report, next: next ? next.dataset.report : null };
  });
  document.addEventListener("htmx:after:swap", (event) => {
    afterSwap(event.detail.ctx);
    if (!list.querySelector(".is-current")) choose(waiting()[0], false);
    const nothing = document.getElementById("nothing-waits");
    if (nothing && waiting().length) nothing.remove();
  });
  document.addEventListener("focusin", (event) => {
    const report = event.target.closest('[data-report][data-state="waiting"]');
    if (report) choose(report, false);
  });
  document.addEventListener("keydown", onKey);
  keysSwitch.addEventListener("click", () => {
    turn(!isOn());
    localStorage.setItem(REMEMBERED, isOn() ? "on" : "off");
  });

  keys.hidden = false;
  turn(localStorage.getItem(REMEMBERED) !== "off");
  choose(waiting()[0], false);
})();
