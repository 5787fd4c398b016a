/** What is nearest: from the device's position, a tap on the map, or what somebody writes. */

import { copied } from "./copy.mjs";
import { AtlasMap } from "./map.mjs";
import { signInAgain } from "./kept.mjs";
import { Listed } from "./near_map.mjs";
import { below } from "./root.mjs";

const ADDRESS = "/naer";
/** Nearer to a mark than this, in pixels, a tap means the mark. */
const REACH = 22;

document.documentElement.classList.add("js");
const page = element("main-content");
const hint = element("near-hint");
/** @type {Record<string, string>} */
const texts = JSON.parse(page.dataset.texts ?? "{}");
/** @type {Listed | null} */
let listed = null;
/** @type {AbortController | null} */
let asking = null;

/**
 * An element that the page always has.
 * @param {string} id
 * @returns {HTMLElement}
 */
function element(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no #${id}`);
  return found;
}

/** @param {string} words said where everybody sees and hears it; nothing takes it away */
function say(words) {
  hint.textContent = words;
  hint.hidden = !words;
}

/**
 * Asks something else: a step in the browser's history, and the list that follows from it.
 * @param {URLSearchParams} query
 * @param {string} [focus] where the keyboard goes; the heading of the list where it is not there
 */
async function go(query, focus) {
  const text = query.toString().replaceAll("%2C", ",");
  if (!(await load(text, focus))) return;
  if (text !== location.search.slice(1)) history.pushState(null, "", below(text ? `${ADDRESS}?${text}` : ADDRESS));
}

/**
 * Puts the answer to a question in the place of the last one, which stays where none comes.
 * @param {string} query
 * @param {string} [focus]
 * @returns {Promise<boolean>} whether there is an answer
 */
async function load(query, focus) {
  asking?.abort();
  const mine = new AbortController();
  asking = mine;
  const old = element("near");
  old.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(below(`/parts${ADDRESS}?${query}`), { signal: mine.signal });
    if (answer.status === 401) {
      history.replaceState(null, "", below(`${ADDRESS}?${query}`));
      signInAgain();
    }
    const made = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("near");
    if (!answer.ok || !made) throw new Error(String(answer.status));
    old.replaceWith(made);
  } catch (error) {
    if (mine.signal.aborted) return false;
    old.removeAttribute("aria-busy");
    say(texts.failed);
    return false;
  }
  listed?.follow(element("near"));
  // Where one stands is known: the room is the list's.
  element("near-otherwise").toggleAttribute("open", element("near").dataset.lon === undefined);
  (document.getElementById(focus ?? "") ?? element("near-heading")).focus();
  return true;
}

/** @param {[number, number]} position */
function goFrom([lon, lat]) {
  const query = new URLSearchParams(location.search);
  for (const name of ["q", "count", "at"]) query.delete(name);
  // Five decimals are a metre.
  query.set("near", `${lon.toFixed(5)},${lat.toFixed(5)}`);
  const field = element("near-text");
  if (field instanceof HTMLInputElement) field.value = "";
  return go(query);
}

function locate() {
  // An old browser or a page without https has no position to give.
  if (!window.isSecureContext || !navigator.geolocation) {
    say(texts.insecure);
    return;
  }
  say(texts.locating);
  const before = asking;
  navigator.geolocation.getCurrentPosition(
    async ({ coords }) => {
      // Who asked something else meanwhile, as with a tap, is not taken back from it.
      if (asking !== before) return;
      say(texts.found.replace("%(metres)s", String(Math.max(1, Math.ceil(coords.accuracy)))));
      await goFrom([coords.longitude, coords.latitude]);
    },
    (error) => say(error.code === error.PERMISSION_DENIED ? texts.denied : texts.unknown),
    { enableHighAccuracy: true, timeout: 10000, maximumAge: 10000 },
  );
}

/** @param {[number, number]} position of a tap: a mark leads to its row, all else is a place to stand */
function tapped(position) {
  const row = listed?.rowAt(position, REACH);
  if (row) {
    row.focus();
    return;
  }
  // What was said of the device's position is not true of this one.
  say("");
  void goFrom(position);
}

/** @param {HTMLElement} button */
async function copy(button) {
  const source = element(button.dataset.copy ?? "");
  say((await copied(source)) ? texts.copied : texts.marked);
}

/**
 * What a form asks; empty fields are left out of the address.
 * @param {HTMLFormElement} form
 */
function asked(form) {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value.trim()) query.append(name, value.trim());
  }
  return query;
}

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  const button = event.target.closest("button");
  if (button?.id === "near-here") locate();
  else if (button?.dataset.copy !== undefined) void copy(button);
  const link = event.target.closest("a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (link.dataset.language !== undefined) {
    // The language is changed where one stands.
    link.search = `?back=${encodeURIComponent(location.pathname + location.search)}`;
  } else if (link.pathname === below(ADDRESS) && link.closest("#near")) {
    event.preventDefault();
    const last = document.querySelectorAll("#near [data-number]").length;
    const isMore = link.id === "near-more";
    void go(new URL(link.href).searchParams).then(() => {
      // The first of the rows that were not there before.
      if (isMore) document.querySelector(`#near [data-number="${last + 1}"]`)?.querySelector("a")?.focus();
    });
  }
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches(".near-form")) return;
  event.preventDefault();
  say("");
  void go(asked(form));
});

document.addEventListener("change", (event) => {
  const field = event.target;
  if (field instanceof HTMLSelectElement && field.form?.id === "near-village-form") void go(asked(field.form), field.id);
});

window.addEventListener("popstate", () => void load(location.search.slice(1)));
window.addEventListener("offline", () => say(texts.offline));
window.addEventListener("online", () => say(""));

try {
  const map = new AtlasMap(element("map"));
  // Browser tests ask the map what it has drawn.
  Object.assign(window, { atlasMap: map.map });
  listed = new Listed(map);
  map.onTap = tapped;
  listed.follow(element("near"));
} catch {
  // Without WebGL there is no map; the list says the same.
  element("near-map").hidden = true;
  say(texts.noMap);
}

// Who has allowed it once, and asks for nothing else, need not press the button each time.
if (location.search === "") {
  void navigator.permissions?.query({ name: "geolocation" }).then((permission) => {
    if (permission.state === "granted") locate();
  });
}
