// The event stream, once for all tabs: a browser opens at most six connections to a server that speaks HTTP/1.1, and a
// stream holds one for good. Whoever has the lock reads the stream and passes it on; when that tab goes, the next one
// takes over where it was. Without locks (plain HTTP from elsewhere) every visible tab reads for itself.

import { call } from "./api.js";

const types = [
  "message.received", "message.sent", "swarm.created", "swarm.planned", "swarm.approved", "swarm.extended",
  "swarm.paused", "swarm.resumed", "swarm.scaled", "swarm.renamed", "swarm.completed", "swarm.failed",
  "swarm.cancelled", "task.added", "task.ready", "task.claimed", "task.reviewed", "task.retried", "task.done",
  "task.failed", "task.blocked", "task.cancelled", "agent.joined", "agent.left", "agent.drained", "budget.noticed",
  "budget.exhausted", "alert.raised", "alert.cleared", "store.reconciled",
];

/** Fires `event` (detail: the event) and `state` (detail: "live", "connecting"). */
export class EventFeed extends EventTarget {
  #channel = new BroadcastChannel("waggle.events");
  #source = null;
  #release = null;
  #election = null;
  #cursor = null;
  #retry = null;
  #failures = 0;
  #state = "connecting";
  #isWanted = false;

  constructor() {
    super();
    this.#channel.onmessage = ({ data }) => {
      if (!this.#isWanted) return;
      if (data.hello && this.#source) this.#channel.postMessage({ state: this.#state });
      if (data.state) this.#become(data.state);
      if (data.event) this.#deliver(data.event);
    };
    addEventListener("online", () => this.#reopen());
    addEventListener("offline", () => { if (this.#source) this.#say("connecting"); });
    document.addEventListener("visibilitychange", () => {
      if (navigator.locks || !this.#isWanted) return;
      if (document.hidden) this.#close();
      else this.#open();
    });
  }

  get state() { return this.#state; }

  start() {
    if (this.#isWanted) return;
    this.#isWanted = true;
    if (!navigator.locks) {
      if (!document.hidden) this.#open();
      return;
    }
    this.#channel.postMessage({ hello: true });
    this.#election = new AbortController();
    navigator.locks.request("waggle.events", { signal: this.#election.signal }, () => new Promise(release => {
      this.#release = release;
      this.#open();
    })).catch(() => { /* stopped while waiting for its turn */ });
  }

  stop() {
    this.#isWanted = false;
    this.#close();
    this.#election?.abort();
    this.#release?.();
    this.#release = null;
    this.#become("connecting");
  }

  #open() {
    this.#close();
    this.#say("connecting");
    this.#source = new EventSource(this.#cursor === null ? "/v1/events" : `/v1/events?since=${this.#cursor}`);
    this.#source.onopen = () => {
      this.#failures = 0;
      this.#say("live");
    };
    this.#source.onerror = () => this.#failed();
    for (const type of types) {
      this.#source.addEventListener(type, message => {
        const event = JSON.parse(message.data);
        this.#channel.postMessage({ event });
        this.#deliver(event);
      });
    }
  }

  #close() {
    clearTimeout(this.#retry);
    this.#source?.close();
    this.#source = null;
  }

  #reopen() {
    if (this.#isWanted && this.#source && this.#state !== "live") this.#open();
  }

  // The browser reconnects by itself, with Last-Event-ID, unless the answer was an error: then it gives up, and we try.
  #failed() {
    this.#say("connecting");
    if (this.#source?.readyState !== EventSource.CLOSED) return;
    this.#failures += 1;
    const wait = Math.min(15_000, 500 * 2 ** this.#failures) * (0.5 + Math.random() / 2);
    clearTimeout(this.#retry);
    this.#retry = setTimeout(async () => {
      // Tells a lost session from a server that is away.
      try { await call("GET", "/v1/me"); } catch { /* the next try will tell */ }
      if (this.#isWanted) this.#open();
    }, wait);
  }

  #deliver(event) {
    this.#cursor = event.cursor;
    this.dispatchEvent(new CustomEvent("event", { detail: event }));
  }

  #say(state) {
    this.#channel.postMessage({ state });
    this.#become(state);
  }

  #become(state) {
    this.#state = state;
    this.dispatchEvent(new CustomEvent("state", { detail: state }));
  }
}
