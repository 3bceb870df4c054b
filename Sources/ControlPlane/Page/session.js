// Signing in: the one-time code stands behind the link's #, which browsers never send, and is exchanged for a cookie.

import { call, get } from "./api.js";
import { find } from "./dom.js";

/** Takes the code out of the address and off the history before anything else can see it. */
export function takeCode() {
  const code = codeIn(location.hash);
  if (location.hash) history.replaceState(null, "", location.pathname + location.search);
  return code;
}

/** The code in a link, a fragment, or by itself. */
export function codeIn(text) {
  return /(?:^|[#&?]code=|\s)(wg_[0-9a-f]{72})\b/.exec(text.trim())?.[1] ?? null;
}

/** Who is signed in, `{name, role}`; nobody is null. */
export async function signedIn() {
  try { return await get("/v1/me"); } catch (problem) {
    if (problem.status === 401) return null;
    throw problem;
  }
}

export const signIn = code => call("POST", "/v1/sessions", { body: { code } });
export const signOut = () => call("DELETE", "/v1/sessions");

/** Shows the sign-in screen; `then` is called once somebody is signed in. */
export class SignInScreen {
  constructor(then) {
    this.then = then;
    find("sign-in-form").addEventListener("submit", event => {
      event.preventDefault();
      this.submit();
    });
  }

  show(reason = "") {
    find("app").hidden = true;
    find("sign-in").hidden = false;
    find("sign-in-reason").textContent = reason;
    document.title = "Sign in · Waggle";
    find("sign-in-code").focus();
  }

  hide() {
    find("sign-in").hidden = true;
    find("sign-in-code").value = "";
  }

  async submit() {
    const code = codeIn(find("sign-in-code").value);
    if (!code) {
      find("sign-in-reason").textContent = "That is no sign-in link or code: a code is wg_ and 72 digits.";
      return;
    }
    try {
      await signIn(code);
      await this.then();
    } catch (problem) {
      find("sign-in-reason").textContent = problem.message;
    }
  }
}
