// The conversation: what the control plane has of it, then what is still on its way.

import { get } from "./api.js";
import { calmly, element, find } from "./dom.js";
import { markUsed, messageNode, pendingNode, questionOf, showProgress } from "./message.js";
import { Outbox } from "./outbox.js";
import { day } from "./words.js";

const name = "main";
const path = `/v1/conversations/${name}/messages`;
const nearEnd = 80;
const answerTime = 30_000;

export class Conversation {
  #list = find("messages");
  #scroll = find("scroll");
  #toEnd = find("to-end");
  #thinking = find("thinking");
  #messages = new Map();
  #pending = new Map();
  #used = new Map();
  #answered = new Map();
  #newest = 0;
  #lastDay = "";
  #lastAsked = 0;
  #thinkingTimer = null;
  #isLoaded = false;
  #unseen = 0;
  #outbox = new Outbox(entry => this.#entryChanged(entry));

  constructor() {
    this.refresh = calmly(60, () => this.#fetchNew());
    this.#scroll.addEventListener("scroll", () => { if (this.#isAtEnd) this.#seen(); }, { passive: true });
    this.#toEnd.addEventListener("click", () => this.#jumpToEnd());
    document.addEventListener("visibilitychange", () => { if (!document.hidden && this.#isAtEnd) this.#seen(); });
    // The keyboard of a phone and the composer's growth must not hide the newest message.
    new ResizeObserver(() => { if (this.#wasAtEnd) this.#scroll.scrollTop = this.#scroll.scrollHeight; })
      .observe(this.#scroll);
  }

  /** Loads the newest messages. */
  async load() {
    const messages = await get(`${path}?limit=200`);
    for (const message of messages) this.#add(message);
    this.#isLoaded = true;
    this.#list.setAttribute("aria-busy", "false");
    this.#updateWelcome();
    if (this.#messages.size) this.#jumpToEnd();
  }

  /** Sends text and files (`{name, media_type, data, size}`). */
  send(text, files = []) {
    const body = { conversation: name };
    if (text) body.text = text;
    if (files.length) body.attachments = files.map(({ name, media_type, data }) => ({ name, media_type, data }));
    this.#outbox.add(body, { files });
    this.#jumpToEnd();
  }

  /** Presses a button by its id, whether it stands under a message or elsewhere. */
  press(button, label, message = null) {
    const body = { conversation: name, button };
    if (message) body.reply_to = message.id;
    this.#outbox.add(body, { label });
    this.#jumpToEnd();
  }

  /** Tries again what could not be sent. */
  retry() { this.#outbox.retry(); }

  /** Forgets everything, as somebody else may sign in. */
  clear() {
    for (const entry of [...this.#outbox.entries]) this.#outbox.remove(entry);
    this.#messages.clear();
    this.#pending.clear();
    this.#used.clear();
    this.#answered.clear();
    this.#list.replaceChildren();
    this.#newest = 0;
    this.#lastDay = "";
    this.#isLoaded = false;
    this.#hideThinking();
    this.#seen();
  }

  async #fetchNew() {
    try {
      if (!this.#isLoaded) return await this.load();
      for (let isMore = true; isMore;) {
        const messages = await get(this.#newest ? `${path}?cursor=${this.#newest}&limit=200` : `${path}?limit=200`);
        const wasAtEnd = this.#isAtEnd;
        const isNews = messages.filter(message => this.#add(message)).some(message => message.direction === "out");
        this.#updateWelcome();
        if (wasAtEnd && messages.length) this.#jumpToEnd(isNews);
        else if (isNews) this.#unseenGrew();
        isMore = messages.length === 200 && this.#newest > 0;
      }
    } catch { /* the stream's next sign of life brings us back here */ }
  }

  /** Adds a message unless it is there; gives whether it was new. */
  #add(message) {
    if (this.#messages.has(message.id)) return false;
    this.#newest = Math.max(this.#newest, Number(message.id));
    if (message.direction === "in") this.#noteIncoming(message);
    else if (Number(message.id) > this.#lastAsked) this.#hideThinking();
    const at = new Date(message.at);
    if (day(at) !== this.#lastDay) {
      this.#lastDay = day(at);
      this.#insert(element("p", { class: "day", textContent: this.#lastDay }));
    }
    const node = messageNode(message, (message, button) => this.press(button.id, button.title, message));
    this.#messages.set(message.id, { message, node });
    this.#insert(node);
    this.#showUsed(message.id);
    return true;
  }

  #noteIncoming(message) {
    this.#lastAsked = Number(message.id);
    if (message.button) {
      message.label = this.#titleOf(message);
      this.#use(message.reply_to, message.button);
    }
    const pending = message.key && this.#pending.get(message.key);
    if (!pending) return;
    message.label ??= pending.entry.label;
    pending.node.remove();
    this.#pending.delete(message.key);
    this.#outbox.remove(pending.entry);
    this.#showThinking();
  }

  #titleOf(message) {
    const asked = this.#messages.get(message.reply_to)?.message;
    const known = asked?.buttons.find(button => button.id === message.button)?.title;
    if (known) return known;
    const words = { "swarm.pause": "Pause", "swarm.resume": "Resume", "swarm.status": "Status", "swarm.results": "Results" };
    return words[message.button.split(":")[0]] ?? "A button";
  }

  // What is on its way always stands last.
  #insert(node) {
    this.#list.insertBefore(node, this.#pending.values().next().value?.node ?? null);
  }

  #entryChanged(entry) {
    let pending = this.#pending.get(entry.key);
    if (!pending) {
      pending = { entry, node: pendingNode(entry) };
      this.#pending.set(entry.key, pending);
      this.#list.append(pending.node);
      this.#updateWelcome();
      if (entry.body.button) this.#use(entry.body.reply_to, entry.body.button);
    }
    showProgress(pending.node, entry, { retry: () => this.#outbox.retry(), discard: () => this.#discard(entry) });
    if (entry.state === "sent") this.refresh();
  }

  #discard(entry) {
    this.#pending.get(entry.key)?.node.remove();
    this.#pending.delete(entry.key);
    if (entry.body.button) this.#unuse(entry.body.reply_to, entry.body.button);
    this.#outbox.remove(entry);
    this.#updateWelcome();
  }

  #use(message, button) {
    if (message) this.#used.set(message, (this.#used.get(message) ?? new Set()).add(button));
    const question = questionOf(button);
    if (question?.isAskedOnce) this.#answered.set(question.name, button);
    this.#showAllUsed();
  }

  #unuse(message, button) {
    this.#used.get(message)?.delete(button);
    const question = questionOf(button)?.name;
    if (this.#answered.get(question) === button) this.#answered.delete(question);
    this.#showAllUsed();
  }

  #showAllUsed() {
    for (const id of this.#messages.keys()) this.#showUsed(id);
  }

  #showUsed(id) {
    const { message, node } = this.#messages.get(id);
    if (message.buttons?.length) markUsed(node, this.#used.get(id) ?? new Set(), this.#answered);
  }

  #updateWelcome() {
    find("welcome").hidden = !this.#isLoaded || this.#messages.size > 0 || this.#pending.size > 0;
  }

  // MARK: What is seen

  #wasAtEnd = true;

  get #isAtEnd() {
    const { scrollTop, clientHeight, scrollHeight } = this.#scroll;
    this.#wasAtEnd = scrollHeight - clientHeight - scrollTop < nearEnd;
    return this.#wasAtEnd;
  }

  #jumpToEnd(isNews = false) {
    this.#scroll.scrollTop = this.#scroll.scrollHeight;
    this.#wasAtEnd = true;
    if (isNews && document.hidden) this.#unseenGrew();
    else this.#seen();
  }

  #unseenGrew() {
    this.#unseen += 1;
    this.#toEnd.hidden = this.#isAtEnd;
    document.title = `(${this.#unseen}) Waggle`;
  }

  #seen() {
    this.#unseen = 0;
    this.#toEnd.hidden = true;
    document.title = "Waggle";
  }

  #showThinking() {
    this.#thinking.hidden = false;
    clearTimeout(this.#thinkingTimer);
    this.#thinkingTimer = setTimeout(() => this.#hideThinking(), answerTime);
  }

  #hideThinking() {
    clearTimeout(this.#thinkingTimer);
    this.#thinking.hidden = true;
  }
}
