/** What is chosen stands in the address bar; the server turns it into the parts of the page. */

import { signInAgain } from "./kept.mjs";
import { below } from "./root.mjs";

/** @typedef {{ ajax: (verb: string, path: string, context: object) => Promise<void> }} Htmx */

/** The part of the map that is seen, as bbox; the map sets it. */
export const seen = { bbox: "" };

/** @returns {URLSearchParams} what the address bar says */
export function current() {
  return new URLSearchParams(location.search);
}

/**
 * Chooses something: a step in the browser's history, and the parts of the page that follow from it.
 * @param {URLSearchParams} query
 */
export async function go(query) {
  const here = current();
  const at = here.get("at");
  if (at) query.set("at", at);
  else query.delete("at");
  const text = query.toString().replaceAll("%2F", "/").replaceAll("%2C", ",");
  if (text !== location.search.slice(1)) history.pushState(null, "", below(text ? `/?${text}` : "/"));
  await load(query);
}

/**
 * Fetches the parts of the page for a selection and puts them in their places.
 * @param {URLSearchParams} query
 * @param {"all" | "list"} [which]
 */
export async function load(query, which = "all") {
  const asked = new URLSearchParams(query);
  if (asked.get("view") === "1" && seen.bbox) asked.set("bbox", seen.bbox);
  const htmx = /** @type {{ htmx: Htmx }} */ (/** @type {unknown} */ (window)).htmx;
  const path = which === "list" ? "/parts/list" : "/parts";
  try {
    await htmx.ajax("GET", below(`${path}?${asked}`), { source: "#main-content", target: "#announce", swap: "none" });
  } catch {
    return; // told by the listeners below; what is shown stays
  }
  document.dispatchEvent(new CustomEvent("atlas:changed"));
}

for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    if (/** @type {CustomEvent} */ (event).detail?.xhr?.status === 401) signInAgain();
    const map = document.getElementById("map");
    const hint = document.getElementById("map-hint");
    if (!map || !hint) return;
    hint.textContent = JSON.parse(map.dataset.texts ?? "{}").failed;
    hint.hidden = false;
  });
}
document.addEventListener("htmx:afterSwap", () => {
  const hint = document.getElementById("map-hint");
  if (hint?.dataset.kind !== "tap") hint?.setAttribute("hidden", "");
});
