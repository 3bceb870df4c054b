// What the person sent and Waggle has not confirmed yet: one after the other, in order. Each message keeps its
// Idempotency-Key for all tries, so a message whose answer was lost is never taken twice.

import { Problem, call, newKey } from "./api.js";

/** Where an entry stands: waiting, sending, sent (taken, not yet seen in the conversation), failed (may be tried again), refused. */
export class Outbox {
  #entries = [];
  #isSending = false;
  #changed;

  /** `changed(entry)` is called whenever an entry's state changed. */
  constructor(changed) { this.#changed = changed; }

  get entries() { return this.#entries; }

  /** `label` is what a pressed button says. */
  add(body, { label, files = [] } = {}) {
    const entry = { key: newKey(), body, label, files, state: "waiting", problem: "", at: new Date() };
    this.#entries.push(entry);
    this.#changed(entry);
    this.#sendNext();
    return entry;
  }

  /** Tries again what failed. */
  retry() {
    for (const entry of this.#entries) if (entry.state === "failed") this.#become(entry, "waiting");
    this.#sendNext();
  }

  /** Forgets an entry: it arrived in the conversation, or the person gave it up. */
  remove(entry) {
    this.#entries = this.#entries.filter(other => other !== entry);
    this.#sendNext();
  }

  async #sendNext() {
    const entry = this.#entries.find(entry => entry.state !== "sent" && entry.state !== "refused");
    if (this.#isSending || entry?.state !== "waiting") return;
    this.#isSending = true;
    this.#become(entry, "sending");
    try {
      await call("POST", "/v1/messages", { body: entry.body, key: entry.key, timeout: 120_000 });
      this.#become(entry, "sent");
    } catch (problem) {
      entry.problem = problem.message;
      const isPassing = !(problem instanceof Problem) || problem.isPassing || problem.status === 401;
      this.#become(entry, isPassing ? "failed" : "refused");
    }
    this.#isSending = false;
    this.#sendNext();
  }

  #become(entry, state) {
    entry.state = state;
    // It may have arrived in the conversation before its answer, or instead of it.
    if (this.#entries.includes(entry)) this.#changed(entry);
  }
}
