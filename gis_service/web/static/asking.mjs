/** Asks the service for a change, and says where a screen reader hears it what came of it. */

import { openAgain, signInAgain } from "./kept.mjs";
import { below } from "./root.mjs";

const OTHER_SESSION = "urn:landsbyatlas:problem:page-token";
const token = document.querySelector('meta[name="page-token"]')?.getAttribute("content") ?? "";
/** What the page's script may say, in the reader's language. @type {Record<string, string>} */
export const texts = JSON.parse(document.getElementById("main-content")?.dataset.texts ?? "{}");

/**
 * Asks the service for a change.
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 * @param {Record<string, string>} [more] further headers
 * @returns {Promise<any>} the answer; nothing where the service refused, which is then told
 */
export async function ask(method, path, body, more = {}) {
  /** @type {Record<string, string>} */
  const headers = { "X-Page-Token": token, ...more };
  const isForm = body instanceof FormData;
  if (body !== undefined && !isForm) headers["Content-Type"] = "application/json";
  try {
    const answer = await fetch(below(path), { method, headers, body: isForm ? body : body === undefined ? undefined : JSON.stringify(body) });
    if (answer.status === 204) return {};
    const said = await answer.json();
    if (answer.ok) return said;
    if (answer.status === 401) signInAgain();
    else if (said.type === OTHER_SESSION) openAgain();
    tell(said.detail, said.next_step);
  } catch {
    tell(texts.failed, "");
  }
  return undefined;
}

/**
 * Says what went wrong and what to do next, where a screen reader hears it.
 * @param {string} heading
 * @param {string} text
 * @param {"error" | "info"} [kind]
 * @returns {HTMLElement} the box, for whoever has more to put into it
 */
export function tell(heading, text, kind = "error") {
  const box = document.createElement("div");
  box.className = `alert alert-${kind} alert--paragraph`;
  box.setAttribute("role", kind === "error" ? "alert" : "status");
  box.tabIndex = -1;
  for (const [name, words] of [["alert-heading", heading], ["alert-text", text]]) {
    const line = document.createElement("p");
    line.className = name;
    line.textContent = words;
    if (words) box.append(line);
  }
  document.getElementById("problem")?.replaceChildren(box);
  if (kind === "error") box.focus();
  return box;
}
