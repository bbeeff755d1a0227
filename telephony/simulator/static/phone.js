// The phone in hand: its thread, the examples to tap, the line to type in.
export function makePhone({ send, leave }) {
  const byId = (id) => document.getElementById(id);
  const thread = byId("thread");
  const typed = byId("typed");
  const button = byId("send");
  const problem = byId("problem");
  let shown = new Map(); // id of a message -> its parts on the page
  let lastDay = "";
  let person = null;

  byId("back").addEventListener("click", leave);
  byId("compose").addEventListener("submit", (event) => {
    event.preventDefault();
    submit(typed.value);
  });
  typed.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit(typed.value);
  });
  typed.addEventListener("input", ready);

  function ready() {
    button.disabled = typed.value.trim() === "";
  }

  async function submit(words) {
    const body = words.trim();
    if (!body || !person) return;
    const kept = typed.value;
    typed.value = "";
    ready();
    typed.focus();
    try {
      await send(body);
    } catch {
      typed.value = kept || body;
      ready();
      tell("That did not go. Is “make run” still going? Your words are still here.");
    }
  }

  function tell(words) {
    if (problem.textContent === words) return;
    problem.textContent = words;
    problem.hidden = words === "";
  }

  function suggest() {
    const list = byId("suggestions");
    list.replaceChildren(...person.suggestions.map(example));
    byId("try").hidden = person.suggestions.length === 0;
  }

  function example(words) {
    const item = document.createElement("li");
    const tap = document.createElement("button");
    tap.type = "button";
    tap.dir = "auto";
    tap.textContent = words;
    tap.addEventListener("click", () => {
      typed.value = words;
      ready();
      typed.focus();
    });
    item.append(tap);
    return item;
  }

  function bubble(message, isFresh) {
    const body = document.createElement("p");
    body.className = `bubble ${message.typed ? "typed" : "came"}`;
    body.classList.toggle("from-carrier", message.carrier);
    body.classList.toggle("fresh", isFresh);
    body.dir = "auto";
    body.textContent = message.body;
    const under = document.createElement("p");
    under.className = message.typed ? "under mine" : "under";
    return { body, under };
  }

  function caption(parts, message) {
    const who = message.carrier ? "the network's own answer" : message.state;
    const words = who ? `${message.at} · ${who}` : message.at;
    if (parts.words === words) return;
    parts.words = words;
    parts.under.textContent = words;
    parts.under.classList.toggle("failed", message.failed);
    if (message.failed) parts.under.append(again(message));
  }

  function again(message) {
    const tap = document.createElement("button");
    tap.type = "button";
    tap.className = "again";
    tap.textContent = "Send again";
    tap.addEventListener("click", () => submit(message.body));
    return tap;
  }

  function day(words) {
    const line = document.createElement("p");
    line.className = "day";
    line.textContent = words;
    return line;
  }

  function blank() {
    const hint = document.createElement("p");
    hint.id = "empty";
    hint.className = "empty";
    hint.textContent = "No texts yet. Say why a child is away, in your own words.";
    return hint;
  }

  function update(messages, areFresh = true) {
    const atEnd = thread.scrollHeight - thread.scrollTop - thread.clientHeight < 80;
    if (messages.length > 0) byId("empty")?.remove();
    let added = false;
    for (const message of messages) {
      let parts = shown.get(message.sid);
      if (!parts) {
        if (message.day !== lastDay) thread.append(day((lastDay = message.day)));
        parts = bubble(message, areFresh);
        shown.set(message.sid, parts);
        thread.append(parts.body, parts.under);
        added = true;
      }
      caption(parts, message);
    }
    if (added && (atEnd || !areFresh)) thread.scrollTop = thread.scrollHeight;
    byId("try").classList.toggle("small", messages.length > 0);
  }

  return {
    update,
    problem: tell,
    clock(words) {
      byId("clock").textContent = words;
    },
    show(owner, messages) {
      person = owner;
      const number = owner.shownNumber.replaceAll(" ", "\u00a0");
      byId("phone-title").textContent = `${owner.label} · ${number}`;
      thread.lang = typed.lang = owner.language;
      typed.dir = "auto";
      typed.disabled = false;
      typed.value = "";
      thread.replaceChildren(blank());
      shown = new Map();
      lastDay = "";
      ready();
      suggest();
      update(messages, false);
      if (document.activeElement !== document.body) typed.focus();
    },
  };
}
