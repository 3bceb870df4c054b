// The page's start: who is signed in, then the parts and what connects them.

import { onSignedOut } from "./api.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { find, setText } from "./dom.js";
import { EventFeed } from "./events.js";
import { Panel } from "./panel.js";
import { SignInScreen, signIn, signOut, signedIn, takeCode } from "./session.js";
import { TaskDialog } from "./task.js";

// A change of server within a blink is not worth a word.
const noticeableGap = 1_000;

const code = takeCode();
const sessions = new BroadcastChannel("waggle.session");
const feed = new EventFeed();
const conversation = new Conversation();
const task = new TaskDialog();
const panel = new Panel(
  (button, label) => conversation.press(button, label), (shown, swarm) => task.open(shown, swarm));
const composer = new Composer((text, files) => conversation.send(text, files));
const screen = new SignInScreen(enter);
let isInside = false;
let gap = null;

feed.addEventListener("event", ({ detail: event }) => {
  if (event.type.startsWith("message.")) conversation.refresh();
  panel.note(event);
  task.note(event);
});

feed.addEventListener("state", ({ detail: state }) => {
  clearTimeout(gap);
  if (state === "live") {
    showConnection("live", "Live");
    conversation.refresh();
    conversation.retry();
    panel.load().catch(() => {});
  } else {
    gap = setTimeout(() => showConnection("connecting", "Reconnecting…"), noticeableGap);
  }
});

document.addEventListener("visibilitychange", () => { if (isInside && !document.hidden) conversation.refresh(); });
onSignedOut(() => leave("Your session has ended."));
sessions.onmessage = ({ data }) => {
  if (data === "out") leave("You signed out.");
  else if (!isInside) start(null);
};
addEventListener("hashchange", () => {
  const code = takeCode();
  if (code) start(code);
});
find("sign-out").addEventListener("click", async () => {
  try { await signOut(); } catch { /* a session that is gone is what was wanted */ }
  sessions.postMessage("out");
  leave("You signed out.");
});
find("example-send").addEventListener("click", event => {
  event.target.disabled = true;
  const text = find("example-text").textContent;
  const data = btoa(String.fromCharCode(...new TextEncoder().encode(text)));
  conversation.send("build this", [{ name: "greeting.md", media_type: "text/markdown", data, size: text.length }]);
  event.target.disabled = false;
});
for (const hint of document.querySelectorAll("[data-say]")) {
  hint.addEventListener("click", () => conversation.send(hint.dataset.say));
}

start(code);

async function start(code) {
  try {
    if (code) await signIn(code);
  } catch (problem) {
    // A used link does no harm to somebody who is signed in already.
    if (!await signedIn().catch(() => null)) return screen.show(problem.message);
  }
  try {
    const person = await signedIn();
    if (person) {
      await enter(person);
      if (code) sessions.postMessage("in");
    } else {
      screen.show();
    }
  } catch {
    showConnection("connecting", "Reconnecting…");
    setTimeout(() => start(null), 2_000);
  }
}

async function enter(person) {
  person ??= await signedIn();
  if (!person) return screen.show();
  if (isInside) return;
  isInside = true;
  screen.hide();
  find("app").hidden = false;
  document.title = "Waggle";
  setText(find("who"), `${person.name}, ${person.role}`);
  showConnection("live", "");
  loadExample();
  // What cannot be loaded now is loaded when the stream says that the control plane is there.
  await Promise.all([conversation.load().catch(() => {}), panel.load().catch(() => {})]);
  feed.start();
  if (matchMedia("(hover: hover)").matches) composer.focus();
}

function leave(reason) {
  if (!isInside) return;
  isInside = false;
  clearTimeout(gap);
  feed.stop();
  task.close();
  conversation.clear();
  panel.clear();
  screen.show(reason);
}

async function loadExample() {
  const answer = await fetch("/page/example.md");
  if (answer.ok) setText(find("example-text"), await answer.text());
}

function showConnection(state, text) {
  find("connection").dataset.state = state;
  setText(find("connection"), text);
}
