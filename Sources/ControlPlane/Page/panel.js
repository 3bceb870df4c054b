// The side panel: every swarm with its tasks, and who works.

import { get } from "./api.js";
import { calmly, element, find, mirror, setText } from "./dom.js";
import { plural, spend, stateWord } from "./words.js";

const isFinal = state => state === "completed" || state === "failed" || state === "cancelled";
const wide = matchMedia("(min-width: 60rem)");

export class Panel {
  #swarms = new Map();
  #tasks = new Map();
  #agents = [];
  #dirty = new Set();
  #press;
  #showTask;

  /** `press(button, label)` sends a button; `showTask(task, swarm)` opens a task. */
  constructor(press, showTask) {
    this.#press = press;
    this.#showTask = showTask;
    this.#update = calmly(250, () => this.#fetchDirty());
    this.#updateAgents = calmly(500, () => this.#fetchAgents());
    find("panel-toggle").addEventListener("click", () => this.#setOpen(!this.#isOpen));
    find("panel-close").addEventListener("click", () => this.#setOpen(false));
    find("panel-shade").addEventListener("click", () => this.#setOpen(false));
    find("panel").addEventListener("keydown", event => { if (event.key === "Escape") this.#setOpen(false); });
    wide.addEventListener("change", () => this.#applyOpen(this.#wasOpen));
    this.#applyOpen(this.#wasOpen);
  }

  #update;
  #updateAgents;

  /** Loads everything anew. */
  async load() {
    const swarms = await get("/v1/swarms?limit=50");
    this.#swarms = new Map(swarms.map(swarm => [swarm.id, swarm]));
    this.#render();
    this.#updateAgents();
    await Promise.all(swarms.filter(swarm => !isFinal(swarm.state)).map(swarm => this.#fetchTasks(swarm.id)));
  }

  /** Brings up to date what an event is about. */
  note(event) {
    if (event.swarm) {
      this.#dirty.add(event.swarm);
      this.#update();
    }
    if (event.type.startsWith("agent.") || event.type.startsWith("task.")) this.#updateAgents();
  }

  clear() {
    this.#swarms.clear();
    this.#tasks.clear();
    this.#agents = [];
    this.#render();
  }

  async #fetchDirty() {
    const ids = [...this.#dirty];
    this.#dirty.clear();
    await Promise.all(ids.map(async id => {
      try {
        this.#swarms.set(id, await get(`/v1/swarms/${encodeURIComponent(id)}`));
        await this.#fetchTasks(id);
      } catch { /* the next event or the next reconnection tells */ }
    }));
    this.#render();
  }

  async #fetchTasks(id) {
    this.#tasks.set(id, await get(`/v1/tasks?swarm=${encodeURIComponent(id)}`));
    this.#render();
  }

  async #fetchAgents() {
    try { this.#agents = await get("/v1/agents"); } catch { return; }
    this.#renderAgents();
  }

  // MARK: Opening

  #isOpen = false;

  get #wasOpen() { return wide.matches && localStorage.getItem("waggle.panel") !== "closed"; }

  #setOpen(isOpen) {
    if (wide.matches) localStorage.setItem("waggle.panel", isOpen ? "open" : "closed");
    this.#applyOpen(isOpen);
    find(isOpen ? "panel" : "panel-toggle").focus();
  }

  // On a narrow window the panel lies over the conversation, which then takes no part.
  #applyOpen(isOpen) {
    this.#isOpen = isOpen;
    document.body.classList.toggle("panel-open", isOpen);
    find("panel").inert = !isOpen;
    find("chat").inert = isOpen && !wide.matches;
    find("panel-shade").hidden = !isOpen || wide.matches;
    find("panel-toggle").setAttribute("aria-expanded", String(isOpen));
  }

  // MARK: Rendering

  #render() {
    const swarms = [...this.#swarms.values()].sort((a, b) =>
      isFinal(a.state) - isFinal(b.state) || Number(b.id) - Number(a.id));
    find("no-swarms").hidden = swarms.length > 0;
    mirror(find("swarms"), swarms, swarm => swarm.id, swarm => this.#makeSwarm(swarm),
      (node, swarm) => this.#updateSwarm(node, swarm));
    this.#renderGlance(swarms.find(swarm => swarm.state === "running") ?? swarms.find(swarm => !isFinal(swarm.state)));
  }

  #makeSwarm(swarm) {
    const node = element("details", { class: "swarm", open: !isFinal(swarm.state) },
      element("summary", {},
        element("span", { class: "swarm-name" }), element("span", { class: "chip" }),
        element("progress", { max: 1, value: 0 }), element("span", { class: "swarm-count" })),
      element("p", { class: "swarm-facts" }),
      element("p", { class: "swarm-reason", hidden: true }),
      element("div", { class: "swarm-actions" }, element("button", {
        type: "button", class: "small", dataset: { action: "gate" },
        onclick: () => {
          const { id, name, paused } = this.#swarms.get(swarm.id);
          const [word, title] = paused ? ["resume", "Resume"] : ["pause", "Pause"];
          this.#press(`swarm.${word}:${id}`, `${title} ${name}`);
        },
      })),
      element("ul", { class: "tasks" }));
    node.addEventListener("toggle", () => {
      if (node.open && !this.#tasks.has(swarm.id)) this.#fetchTasks(swarm.id).catch(() => {});
    });
    return node;
  }

  #updateSwarm(node, swarm) {
    const part = selector => node.querySelector(selector);
    const { done, total, text } = progressOf(swarm);
    const state = swarm.paused && !isFinal(swarm.state) ? "paused" : swarm.state;
    setText(part(".swarm-name"), swarm.name);
    setText(part(".chip"), stateWord(state));
    part(".chip").dataset.state = state;
    part("progress").max = Math.max(1, total);
    part("progress").value = done;
    part("progress").classList.toggle("complete", swarm.state === "completed");
    part("progress").setAttribute("aria-label", `${swarm.name}: ${text}`);
    setText(part(".swarm-count"), text);
    const facts = [isFinal(swarm.state) ? "" : plural(swarm.agents, "agent"), spend(swarm.spent_usd, swarm.budget_usd)];
    setText(part(".swarm-facts"), facts.filter(Boolean).join(" · ") || "No model cost");
    part(".swarm-reason").hidden = !swarm.reason;
    setText(part(".swarm-reason"), swarm.reason ?? "");
    part(".swarm-actions").hidden = swarm.state !== "running";
    setText(part("[data-action=gate]"), swarm.paused ? "Resume" : "Pause");
    part("[data-action=gate]").setAttribute("aria-label", `${swarm.paused ? "Resume" : "Pause"} ${swarm.name}`);
    const tasks = this.#tasks.get(swarm.id) ?? [];
    mirror(part(".tasks"), tasks, task => task.id, task => this.#makeTask(task),
      (item, task) => updateTask(item, task, tasks));
  }

  #makeTask(task) {
    return element("li", {}, element("button", {
      type: "button", class: "task-row",
      onclick: () => {
        const current = this.#tasks.get(task.swarm)?.find(other => other.id === task.id) ?? task;
        this.#showTask(current, this.#swarms.get(task.swarm));
      },
    },
    element("span", { class: "task-number" }), element("span", { class: "task-name" }),
    element("span", { class: "task-note" }), element("span", { class: "chip" })));
  }

  #renderGlance(swarm) {
    find("glance").hidden = !swarm;
    if (!swarm) return;
    const { done, total } = progressOf(swarm);
    setText(find("glance-text"), total ? `${done}/${total}` : stateWord(swarm.state));
    find("glance-bar").hidden = !total;
    find("glance-bar").max = Math.max(1, total);
    find("glance-bar").value = done;
  }

  #renderAgents() {
    const agents = this.#agents.filter(agent => agent.state !== "retired");
    find("no-agents").hidden = agents.length > 0;
    mirror(find("agents"), agents, agent => agent.id,
      () => element("li", {}, element("span", { class: "agent-name" }), element("span", { class: "chip" }),
        element("span", { class: "agent-work" })),
      (node, agent) => {
        const [name, chip, work] = node.children;
        setText(name, agent.name);
        setText(chip, agent.state);
        chip.dataset.state = agent.state;
        setText(work, agent.task ? `task ${agent.task} of ${agent.swarm}` : "");
      });
  }
}

function progressOf(swarm) {
  const total = Object.values(swarm.tasks).reduce((sum, count) => sum + count, 0);
  const done = swarm.tasks.done ?? 0;
  return { done, total, text: total ? `${done} of ${plural(total, "task")} done` : "no tasks yet" };
}

function updateTask(item, task, tasks) {
  const [number, name, note, chip] = item.firstElementChild.children;
  setText(number, String(task.number));
  setText(name, task.title);
  setText(chip, waitsFor(task, tasks) || stateWord(task.state));
  chip.dataset.state = task.state;
  setText(note, noteOf(task));
  note.title = note.textContent;
}

/** What a task that cannot start yet waits for. */
function waitsFor(task, tasks) {
  if (task.state !== "pending") return "";
  const open = task.depends_on.filter(number => tasks.some(other => other.number === number && other.state !== "done"));
  if (!open.length) return "";
  return `after ${open.slice(0, 4).join(", ")}${open.length > 4 ? "…" : ""}`;
}

/** Who has a task, or why it is where it is. */
function noteOf(task) {
  const isHeld = task.agent && (task.state === "running" || task.state === "review");
  if (isHeld) return task.agent + (task.attempt > 1 ? `, attempt ${task.attempt}` : "");
  return task.state === "done" ? "" : task.reason ?? "";
}
