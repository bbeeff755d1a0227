// Joins the parts: which phone is in hand, what is new, what is sent.
import { makePeople } from "./people.js";
import { makePhone } from "./phone.js";
import { makeSide } from "./side.js";

const POLL_MS = 700;
const HIDDEN_POLL_MS = 4000;
const talks = new Map(); // number of a phone -> its messages by id
let known = { epoch: "", number: 0 };
let inHand = null;

const people = makePeople(take);
const phone = makePhone({ send, leave });
const side = makeSide(ask);

function take(person) {
  inHand = person;
  document.body.dataset.view = "phone";
  history.replaceState(null, "", `#${person.number}`);
  people.mark(person.number);
  phone.show(person, messagesOf(person.number));
}

function leave() {
  document.body.dataset.view = "list";
  people.focus(inHand?.number);
}

function messagesOf(number) {
  return [...(talks.get(number)?.values() ?? [])].sort((a, b) => a.order - b.order);
}

async function ask(method, path, wish) {
  const answer = await fetch(path, {
    method,
    headers: wish === undefined ? {} : { "Content-Type": "application/json" },
    body: wish === undefined ? undefined : JSON.stringify(wish),
  });
  if (!answer.ok) throw new Error(`answered ${answer.status}`);
  return answer.json();
}

async function send(body) {
  keep(await ask("POST", "send", { number: inHand.number, body }), false);
  phone.update(messagesOf(inHand.number));
}

function keep(message, isNews) {
  const talk = talks.get(message.phone) ?? new Map();
  const isNew = !talk.has(message.sid);
  if (!isNew && !isNews) return; // the news has overtaken the answer
  talk.set(message.sid, message);
  talks.set(message.phone, talk);
  people.heard(message, isNew && isNews && !message.typed && message.phone !== inHand?.number);
}

function takeIn(news) {
  const isFirst = known.number === 0 || news.epoch !== known.epoch;
  if (news.epoch !== known.epoch) {
    talks.clear();
    people.forget();
  }
  known = { epoch: news.epoch, number: news.number };
  for (const message of news.messages) {
    keep(message, !isFirst);
    talks.get(message.phone)?.set(message.sid, message);
  }
  if (inHand && (isFirst || news.messages.some((message) => message.phone === inHand.number))) {
    phone.update(messagesOf(inHand.number));
  }
  phone.clock(news.clock);
  side.show(news);
}

async function poll() {
  try {
    takeIn(await ask("GET", `news?after=${known.number}&epoch=${known.epoch}`));
    phone.problem("");
  } catch {
    phone.problem("The stand-in is not answering. Is “make run” still going?");
  }
  setTimeout(poll, document.hidden ? HIDDEN_POLL_MS : POLL_MS);
}

const asked = people.byNumber(decodeURIComponent(location.hash.slice(1)));
const isWide = window.matchMedia("(min-width: 760px)").matches;
if (asked || isWide) {
  const first = asked ?? people.first();
  if (first) take(first);
}
poll();
