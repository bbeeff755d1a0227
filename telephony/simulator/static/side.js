// What the stand-in did, and what is about to go wrong.
export function makeSide(ask) {
  const byId = (id) => document.getElementById(id);
  let before = "";

  byId("faults").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) ask("POST", "control/faults", { kind: button.dataset.kind }).catch(() => {});
  });
  byId("clear").addEventListener("click", () => {
    ask("DELETE", "control/faults").catch(() => {});
  });

  function line(entry) {
    const item = document.createElement("li");
    for (const [name, words] of [["at", entry.at], ["what", entry.what], [entry.mood, entry.answer]]) {
      const part = document.createElement("span");
      part.className = name;
      part.textContent = words;
      item.append(part);
    }
    return item;
  }

  function wait(words) {
    const item = document.createElement("li");
    item.textContent = words;
    return item;
  }

  return {
    show({ posted, faults }) {
      const now = JSON.stringify([posted, faults]);
      if (now === before) return;
      before = now;
      if (posted.length > 0) byId("did").replaceChildren(...posted.reverse().map(line));
      byId("waiting-list").replaceChildren(...faults.map(wait));
      byId("waiting").hidden = faults.length === 0;
    },
  };
}
