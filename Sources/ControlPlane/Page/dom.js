// Everything shown is made here, from text: nothing on this page ever parses HTML.

const svg = "http://www.w3.org/2000/svg";

export const find = id => document.getElementById(id);

/** An element with properties and children; a string child becomes text. */
export function element(name, properties = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "class") node.className = value;
    else if (key === "dataset") Object.assign(node.dataset, value);
    else if (key in node && !key.startsWith("aria")) node[key] = value;
    else node.setAttribute(key, value);
  }
  node.append(...children.filter(child => child !== null && child !== undefined));
  return node;
}

/** One of the page's own icons. */
export function icon(name) {
  const node = document.createElementNS(svg, "svg");
  const use = document.createElementNS(svg, "use");
  use.setAttribute("href", `#${name}`);
  node.setAttribute("class", "icon");
  node.setAttribute("aria-hidden", "true");
  node.append(use);
  return node;
}

/** Sets text only where it differs, so that nothing is announced or laid out anew for nothing. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * Makes the children of `parent` mirror `items`: nodes are made once by `make`, kept by `keyOf`, brought up to date by
 * `update(node, item)` and moved only where the order changed, so focus and open sections survive.
 */
export function mirror(parent, items, keyOf, make, update) {
  const known = new Map([...parent.children].map(node => [node.dataset.key, node]));
  let place = parent.firstElementChild;
  for (const item of items) {
    const key = String(keyOf(item));
    let node = known.get(key);
    known.delete(key);
    if (!node) {
      node = make(item);
      node.dataset.key = key;
    }
    update(node, item);
    if (node === place) place = place.nextElementSibling;
    else parent.insertBefore(node, place);
  }
  for (const node of known.values()) node.remove();
}

/** Calls `work` once for a burst of calls, at most every `milliseconds`, never two at a time. */
export function calmly(milliseconds, work) {
  let timer = null;
  let isRunning = false;
  let isWanted = false;
  async function run() {
    timer = null;
    isRunning = true;
    isWanted = false;
    try { await work(); } finally {
      isRunning = false;
      if (isWanted) request();
    }
  }
  function request() {
    isWanted = true;
    if (!timer && !isRunning) timer = setTimeout(run, milliseconds);
  }
  return request;
}
