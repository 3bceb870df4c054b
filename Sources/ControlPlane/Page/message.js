// One message as elements. Words of people and agents only ever become text nodes.

import { element, icon } from "./dom.js";
import { clock, size } from "./words.js";

// What people paste is folded soon, what Waggle answers hardly ever: commands are to be read before they are approved.
const longest = { in: { text: 1_500, lines: 24 }, out: { text: 12_000, lines: 150 } };

/**
 * The question that a button answers, which settles its other answers too; null where it answers none. Plans and
 * confirmations are asked about once, wherever their buttons stand; a task can come up for approval again.
 */
export function questionOf(id) {
  const found = /^(?:(plan)\.(?:approve|decline)|(task)\.(?:approve|reject)|(?:yes|no)):(.+)$/.exec(id);
  return found && { name: `${found[1] ?? found[2] ?? "confirmation"}:${found[3]}`, isAskedOnce: !found[2] };
}

/** A message from the conversation; `press(message, button)` is called for a pressed button. */
export function messageNode(message, press) {
  const isOurs = message.direction === "out";
  const content = isOurs && message.blocks ? blockNodes(message.blocks) : plainNodes(message.text);
  const buttons = message.buttons?.length
    ? element("div", { class: "buttons", role: "group", "aria-label": "Answers" }, ...message.buttons.map(button =>
      element("button", {
        type: "button", textContent: button.title, dataset: { id: button.id }, onclick: () => press(message, button),
        class: /^(plan\.approve|yes|task\.approve):/.test(button.id) ? "primary" : "",
      })))
    : null;
  return frame(isOurs ? "out" : "in", { id: message.id }, [
    bubble(content, message.label, message.attachments ?? [], longest[isOurs ? "out" : "in"]), buttons,
    element("p", { class: "meta" }, element("time", { dateTime: message.at, textContent: clock(new Date(message.at)) })),
  ]);
}

/** Disables the buttons of a message's node that are in `used`, and those whose question is answered. */
export function markUsed(node, used, answered) {
  const here = new Set([...used].map(id => questionOf(id)?.name).filter(Boolean));
  for (const button of node.querySelectorAll(".buttons button")) {
    const question = questionOf(button.dataset.id)?.name;
    const isUsed = used.has(button.dataset.id);
    button.disabled = isUsed || here.has(question) || answered.has(question);
    button.classList.toggle("pressed", isUsed);
    if (isUsed) button.setAttribute("aria-pressed", "true");
    else button.removeAttribute("aria-pressed");
  }
}

/** A message that is on its way. */
export function pendingNode(entry) {
  const files = entry.files.map(file => ({ name: file.name, size: file.size }));
  return frame("in", { key: entry.key }, [
    bubble(plainNodes(entry.body.text ?? ""), entry.label, files, longest.in), element("p", { class: "meta" }),
  ]);
}

/** Shows how a message on its way stands; `actions` are `{retry, discard}`. */
export function showProgress(node, entry, actions) {
  const meta = node.querySelector(".meta");
  node.classList.toggle("failed", entry.state === "failed" || entry.state === "refused");
  const action = (title, act) => element("button", { type: "button", class: "link", textContent: title, onclick: act });
  switch (entry.state) {
    case "waiting": return meta.replaceChildren("Waiting to send");
    case "sending": return meta.replaceChildren("Sending…");
    case "sent": return meta.replaceChildren(clock(entry.at));
    case "failed":
      return meta.replaceChildren(
        `Not sent. ${entry.problem} `, action("Try again", actions.retry), " ", action("Discard", actions.discard));
    case "refused": return meta.replaceChildren(`Not taken. ${entry.problem} `, action("Discard", actions.discard));
  }
}

function frame(direction, dataset, children) {
  return element("div", { class: `message ${direction}`, dataset },
    element("span", { class: "sr-only", textContent: direction === "in" ? "You: " : "Waggle: " }), ...children);
}

function bubble(content, label, files, limit) {
  const node = element("div", { class: "bubble" });
  if (label) node.append(element("p", { class: "pressed-label", textContent: label }));
  const body = element("div", { class: "body" }, ...content);
  if (content.length) node.append(body);
  const text = body.textContent;
  if (text.length > limit.text || text.split("\n").length > limit.lines) fold(node, body);
  if (files.length) {
    node.append(element("ul", { class: "files" }, ...files.map(file =>
      element("li", {}, icon("i-file"), element("span", { class: "file-name", textContent: file.name }),
        file.size ? element("span", { class: "file-size", textContent: size(file.size) }) : null))));
  }
  return node;
}

function fold(node, body) {
  body.classList.add("folded");
  const toggle = element("button", {
    type: "button", class: "link fold", textContent: "Show all", "aria-expanded": "false",
    onclick: () => {
      const isFolded = body.classList.toggle("folded");
      toggle.textContent = isFolded ? "Show all" : "Show less";
      toggle.setAttribute("aria-expanded", String(!isFolded));
    },
  });
  node.append(toggle);
}

const plainNodes = text => (text ? [element("p", { class: "plain", textContent: text })] : []);

/** Blocks as the control plane sends them; an unknown type reads as a line. */
function blockNodes(blocks) {
  const nodes = [];
  let group = null;
  for (const { type, spans } of blocks) {
    const content = spans.map(spanNode);
    if (type === "item" || type === "quote") {
      if (group?.dataset.type !== type) {
        group = element(type === "item" ? "ul" : "blockquote", { dataset: { type } });
        nodes.push(group);
      }
      group.append(element(type === "item" ? "li" : "p", {}, ...content));
      continue;
    }
    group = null;
    if (type === "code") {
      nodes.push(codeNode(content));
    } else {
      nodes.push(element("p", { class: content.length ? "" : "gap" }, ...content.flatMap(drawn)));
    }
  }
  return nodes;
}

// Bars drawn with blocks are for chats that know nothing better.
function drawn(node) {
  if (node.nodeType !== Node.TEXT_NODE) return [node];
  return node.data.split(/([▓░]{4,})/).map((part, index) => index % 2 === 0 ? part : element("progress", {
    class: "inline-bar", max: part.length, value: part.replaceAll("░", "").length, "aria-label": "Progress",
  }));
}

function codeNode(content) {
  const code = element("code", {}, ...content);
  const copy = element("button", {
    type: "button", class: "copy", textContent: "Copy", hidden: !navigator.clipboard,
    onclick: async () => {
      try { await navigator.clipboard.writeText(code.textContent); } catch { return; }
      copy.textContent = "Copied";
      setTimeout(() => { copy.textContent = "Copy"; }, 1_500);
    },
  });
  return element("div", { class: "code" },
    element("pre", { tabIndex: 0, role: "group", "aria-label": "Code" }, code), copy);
}

function spanNode({ text, style, url }) {
  if (style === "bold") return element("strong", { textContent: text });
  if (style === "code") return element("code", { textContent: text });
  if (style === "link" && /^https?:\/\//.test(url ?? "")) {
    return element("a", { href: url, rel: "noopener noreferrer", target: "_blank", textContent: text });
  }
  return document.createTextNode(text);
}
