// The list of phones: finding one, and seeing which has news.
export function makePeople(choose) {
  const everyone = document.getElementById("everyone");
  const recent = document.getElementById("recent");
  const recentPart = document.getElementById("recent-part");
  const search = document.getElementById("search");
  const found = document.getElementById("found");
  const nobody = document.getElementById("nobody");
  const items = new Map();
  let latest = 0;

  for (const item of everyone.children) {
    const button = item.querySelector("button");
    const person = {
      number: button.dataset.number,
      shownNumber: button.dataset.shownNumber,
      label: button.dataset.label,
      language: button.dataset.language,
      direction: button.dataset.direction,
      suggestions: JSON.parse(button.dataset.suggestions),
    };
    items.set(person.number, { item, button, person, unread: 0, order: 0 });
    button.addEventListener("click", () => choose(person));
  }

  search.addEventListener("input", filter);
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const first = [...items.values()].find((entry) => !entry.item.hidden);
    if (first) choose(first.person);
  });

  function filter() {
    const words = search.value.toLocaleLowerCase("en-GB").split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { item } of items.values()) {
      item.hidden = !words.every((word) => item.dataset.search.includes(word));
      shown += item.hidden ? 0 : 1;
    }
    found.textContent = shown === 1 ? "1 phone" : `${shown} phones`;
    nobody.hidden = shown > 0;
    titles();
  }

  function titles() {
    const anyShown = (list) => [...list.children].some((item) => !item.hidden);
    recentPart.hidden = !anyShown(recent);
    document.getElementById("everyone-title").hidden = !anyShown(everyone);
  }

  function badge(entry) {
    const mark = entry.button.querySelector(".unread");
    mark.hidden = entry.unread === 0;
    mark.textContent = entry.unread ? `${entry.unread}` : "";
    mark.title = entry.unread ? "new texts" : "";
  }

  return {
    first: () => items.values().next().value?.person,
    byNumber: (number) => items.get(number)?.person,
    focus: (number) => (items.get(number)?.button ?? search).focus(),
    mark(number) {
      for (const entry of items.values()) entry.button.removeAttribute("aria-current");
      const entry = items.get(number);
      entry.button.setAttribute("aria-current", "true");
      entry.unread = 0;
      badge(entry);
    },
    heard(message, isUnread) {
      const entry = items.get(message.phone);
      if (!entry) return;
      if (isUnread) entry.unread += 1;
      badge(entry);
      if (message.order < entry.order) return;
      entry.order = message.order;
      const last = entry.button.querySelector(".last");
      last.hidden = false;
      last.textContent = message.typed ? `You: ${message.body}` : message.body;
      if (message.order > latest || entry.item.parentElement !== recent) {
        latest = Math.max(latest, message.order);
        const focused = document.activeElement === entry.button;
        recent.prepend(entry.item);
        if (focused) entry.button.focus();
      }
      titles();
    },
    forget() {
      for (const entry of items.values()) {
        entry.unread = 0;
        entry.order = 0;
        badge(entry);
        entry.button.querySelector(".last").hidden = true;
        everyone.append(entry.item);
      }
      latest = 0;
      titles();
    },
  };
}
