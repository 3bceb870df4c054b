// Calls of the control plane. The session's cookie goes along by itself; changes carry the page's own header, which no
// other site's page can set.

/** What went wrong, in words for the person. `status` is 0 where no answer came. */
export class Problem extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }

  /** Whether the same call may succeed later. */
  get isPassing() { return this.status === 0 || this.status === 429 || this.status >= 500; }
}

const listeners = new Set();

/** Calls `listener` whenever an answer says that nobody is signed in. */
export function onSignedOut(listener) { listeners.add(listener); }

/** Sends `body` as JSON and gives the answer's JSON, or null where it has none. */
export async function call(method, path, { body, key, timeout = 30_000 } = {}) {
  const headers = {};
  if (method !== "GET") headers["x-waggle-page"] = "1";
  if (body !== undefined) headers["content-type"] = "application/json";
  if (key) headers["idempotency-key"] = key;
  let response;
  let text;
  try {
    response = await fetch(path, {
      method, headers, body: body === undefined ? undefined : JSON.stringify(body), credentials: "same-origin",
      cache: "no-store", signal: AbortSignal.timeout(timeout),
    });
    text = await response.text();
  } catch {
    throw new Problem(0, "Waggle cannot be reached.");
  }
  let json = null;
  try { json = text ? JSON.parse(text) : null; } catch { /* an answer of something between us and Waggle */ }
  if (response.ok) return json;
  if (response.status === 401 && path !== "/v1/sessions") for (const listener of listeners) listener();
  throw new Problem(response.status, json?.detail ?? json?.title ?? `The answer was ${response.status}.`);
}

export const get = path => call("GET", path);

/** A random key; `crypto.randomUUID` exists only on secure origins, and a page may be served over plain HTTP. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, byte => byte.toString(16).padStart(2, "0")).join("");
}
