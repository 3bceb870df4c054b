// One task in a dialog: where it stands, its checks, and the end of its log while it runs.

import { call, get, newKey } from "./api.js";
import { calmly, element, find, mirror, setText } from "./dom.js";
import { stateWord } from "./words.js";

const logLines = 200;
const followEvery = 2_000;

export class TaskDialog {
  #dialog = find("task");
  #task = null;
  #swarm = null;
  #checks = [];
  #log = [];
  #timer = null;

  constructor() {
    this.refresh = calmly(200, () => this.#fetch());
    find("task-close").addEventListener("click", () => this.#dialog.close());
    // A click beside the dialog's content is one on the dialog itself.
    this.#dialog.addEventListener("click", event => { if (event.target === this.#dialog) this.#dialog.close(); });
    this.#dialog.addEventListener("close", () => {
      clearInterval(this.#timer);
      this.#task = null;
    });
    find("task-retry").addEventListener("click", () => this.#retry());
  }

  open(task, swarm) {
    this.#task = task;
    this.#swarm = swarm;
    this.#checks = [];
    this.#log = [];
    this.#render();
    this.#dialog.showModal();
    find("task-title").focus();
    clearInterval(this.#timer);
    this.#timer = setInterval(() => { if (!document.hidden) this.refresh(); }, followEvery);
    this.refresh();
  }

  /** Brings the dialog up to date where the event is about its swarm. */
  note(event) { if (this.#task && event.swarm === this.#task.swarm) this.refresh(); }

  close() { this.#dialog.close(); }

  async #fetch() {
    const shown = this.#task;
    if (!shown) return;
    const swarm = encodeURIComponent(shown.swarm);
    try {
      const [task, log, results, plan] = await Promise.all([
        get(`/v1/tasks/${encodeURIComponent(shown.id)}`),
        get(`/v1/tasks/${encodeURIComponent(shown.id)}/log?limit=${logLines}`),
        get(`/v1/swarms/${swarm}/results`),
        get(`/v1/swarms/${swarm}/plan`).catch(() => null),
      ]);
      if (this.#task?.id !== shown.id) return;
      const result = results.find(result => result.task === task.number);
      const planned = plan?.plan?.tasks?.find(other => other.number === task.number);
      this.#task = task;
      this.#log = log;
      this.#checks = result?.checks.length ? result.checks
        : (planned?.checks ?? []).map(command => ({ command, exit: null }));
      this.#render();
    } catch { /* the timer or the next event tries again */ }
  }

  #render() {
    const task = this.#task;
    setText(find("task-swarm"), `${this.#swarm.name} · task ${task.number}`);
    setText(find("task-title"), task.title);
    setText(find("task-state"), stateWord(task.state));
    find("task-state").dataset.state = task.state;
    setText(find("task-reason"), task.reason ?? "");
    find("task-reason").hidden = !task.reason;
    find("task-retry").hidden = task.state !== "failed" && task.state !== "cancelled";
    const facts = [
      ["Agent", task.agent], ["Attempt", task.attempt || null], ["Executor", task.executor],
      ["Priority", task.priority === "normal" ? null : task.priority],
      ["After", task.depends_on.length ? task.depends_on.map(number => `task ${number}`).join(", ") : null],
      ["Branch", task.branch], ["Commit", task.commit],
    ].filter(([, value]) => value);
    mirror(find("task-facts"), facts, ([name]) => name,
      () => element("div", {}, element("dt"), element("dd")),
      (node, [name, value]) => {
        setText(node.firstChild, name);
        setText(node.lastChild, String(value));
      });
    find("no-checks").hidden = this.#checks.length > 0;
    mirror(find("task-checks"), this.#checks, check => check.command,
      () => element("li", {}, element("span", { class: "check-state" }), element("code", { tabIndex: 0 })),
      (node, check) => {
        const [text, state] = check.exit === null ? ["to run", "pending"]
          : check.exit === 0 ? ["passed", "done"] : [`exit ${check.exit}`, "failed"];
        setText(node.firstChild, text);
        node.firstChild.dataset.state = state;
        setText(node.lastChild, check.command);
      });
    this.#renderLog();
  }

  #renderLog() {
    const log = find("task-log");
    const isAtEnd = log.scrollHeight - log.clientHeight - log.scrollTop < 40;
    find("no-log").hidden = this.#log.length > 0;
    setText(find("no-log"), this.#task.state === "done" ? "Nothing was logged." : "Nothing is logged yet.");
    log.hidden = this.#log.length === 0;
    setText(log, this.#log.map(line => line.text.replace(/\n$/, "")).join("\n"));
    if (isAtEnd) log.scrollTop = log.scrollHeight;
  }

  async #retry() {
    find("task-retry").disabled = true;
    try { await call("POST", `/v1/tasks/${encodeURIComponent(this.#task.id)}/retry`, { body: {}, key: newKey() }); }
    catch (problem) {
      setText(find("task-reason"), problem.message);
      find("task-reason").hidden = false;
    }
    find("task-retry").disabled = false;
    this.refresh();
  }
}
