/** What somebody has typed outlives a session that ends meanwhile: this tab keeps it until she is back. */

import { below } from "./root.mjs";

const KEY = "atlas-typed";
/** Never kept: what proves who somebody is, what no page may fill in, and what our pages say themselves. */
const NEVER = new Set(["password", "file", "hidden", "submit", "button"]);

/**
 * @typedef {{ account: string, path: string, isInterrupted: boolean, fields: [string, string | boolean][], orders: [string, string[]][] }} Kept
 * @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Field
 */

/** Whose page this is; nobody's on the pages of signing in, and where a form was refused as stale. */
const account = document.querySelector('meta[name="account"]')?.getAttribute("content") ?? "";
const here = location.pathname + location.search;

/** @returns {Kept | null} */
function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  } catch {
    return null;
  }
}

/** @param {Kept | null} kept */
function write(kept) {
  try {
    if (kept) sessionStorage.setItem(KEY, JSON.stringify(kept));
    else sessionStorage.removeItem(KEY);
  } catch {
    // A browser that keeps nothing: the page works without.
  }
}

/**
 * The fields in which somebody writes or chooses.
 * @param {ParentNode} root
 * @returns {[string, Field][]} each by a name that it has again when the page is made anew
 */
function fieldsOf(root) {
  /** @type {[string, Field][]} */
  const found = [];
  for (const each of root.querySelectorAll("input, select, textarea")) {
    if (!(each instanceof HTMLInputElement || each instanceof HTMLSelectElement || each instanceof HTMLTextAreaElement)) continue;
    const isSecret = NEVER.has(each.type) || each.autocomplete === "one-time-code";
    const name = each.id || (each.name && `${each.name}=${isBox(each) ? each.value : ""}`);
    if (name && !isSecret) found.push([name, each]);
  }
  return found;
}

/**
 * @param {Field} field
 * @returns {field is HTMLInputElement}
 */
function isBox(field) {
  return field instanceof HTMLInputElement && (field.type === "checkbox" || field.type === "radio");
}

/** @param {Field} field */
function isChanged(field) {
  if (isBox(field)) return field.checked !== field.defaultChecked;
  if (field instanceof HTMLSelectElement) return [...field.options].some((option) => option.selected !== option.defaultSelected);
  return field.value !== field.defaultValue;
}

/** @param {boolean} isInterrupted */
function keep(isInterrupted) {
  const main = document.querySelector("main");
  if (!main || !account) return;
  const changed = fieldsOf(main).filter(([, field]) => isChanged(field));
  write({
    account,
    path: location.pathname + location.search,
    isInterrupted,
    fields: changed.map(([name, field]) => [name, isBox(field) ? field.checked : field.value]),
    orders: [...main.querySelectorAll("[data-keeps-order]")].map((list) => [list.id, [...list.children].map((item) => item.querySelector("input")?.id ?? "")]),
  });
}

/** The session has ended: keeps what is typed, and goes where one signs in and comes back from. */
export function signInAgain() {
  keep(true);
  location.assign(below(`/log-ind?next=${encodeURIComponent(location.pathname + location.search)}`));
}

/** The page is another session's by now: keeps what is typed, and asks for it anew. */
export function openAgain() {
  keep(true);
  location.reload();
}

/**
 * Puts back what was typed in a part of the page; what is not there is left out.
 * @param {ParentNode} root
 * @param {Kept} kept
 */
function fill(root, kept) {
  const fields = new Map(fieldsOf(root));
  for (const [name, value] of kept.fields) {
    const field = fields.get(name);
    if (!field) continue;
    if (isBox(field)) field.checked = value === true;
    else if (typeof value === "string") field.value = value;
  }
  for (const [id, order] of kept.orders) {
    const list = root.querySelector(`#${CSS.escape(id)}`);
    const items = new Map([...(list?.children ?? [])].map((item) => [item.querySelector("input")?.id ?? "", item]));
    for (const name of order) list?.append(items.get(name) ?? "");
  }
}

/** What waits for parts of the page that come later. @type {Kept | null} */
let waiting = null;

/**
 * Puts back what was typed in a part that has come later than the page.
 * @param {ParentNode | null} root
 */
export function putBack(root) {
  if (root && waiting) fill(root, waiting);
}

function greet() {
  const kept = read();
  if (!kept) return;
  if (!account) {
    // On the way in: what was sent did not arrive.
    write({ ...kept, isInterrupted: true });
    document.querySelector("#session-ended")?.removeAttribute("hidden");
    if (kept.fields.length) document.querySelector("#typed-is-kept")?.removeAttribute("hidden");
    return;
  }
  // What belongs to somebody else, or was sent and taken, is nobody's to see.
  write(null);
  const main = document.querySelector("main");
  if (!main || !kept.isInterrupted || kept.account !== account || kept.path !== here) return;
  waiting = kept;
  fill(main, kept);
  if (!kept.fields.length) return;
  const told = document.createElement("p");
  told.className = "alert alert-info";
  told.id = "put-back";
  told.setAttribute("role", "status");
  told.textContent = document.querySelector('meta[name="put-back"]')?.getAttribute("content") ?? "";
  main.querySelector("h1")?.after(told);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method !== "post" || event.defaultPrevented) return;
  // Whoever signs out leaves nothing behind.
  if (new URL(form.action).pathname.endsWith("/log-ud")) write(null);
  else keep(false);
});
// Once every script of the page has run, so that each finds what is put back.
document.addEventListener("DOMContentLoaded", greet);
if (document.readyState === "complete") greet();
