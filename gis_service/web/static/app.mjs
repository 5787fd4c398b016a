/** The map page: wires address, map, search, sheets and nearby together. */

import { current, go, load } from "./address.mjs";
import { AtlasMap } from "./map.mjs";
import { wireNearby } from "./nearby.mjs";
import { wireSearch } from "./search.mjs";
import { openSheet, wireSheets } from "./sheets.mjs";
import { below } from "./root.mjs";

document.documentElement.classList.add("js");

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

const map = new AtlasMap(element("map"));
// Browser tests ask the map what it has drawn.
Object.assign(window, { atlasMap: map.map });

/** What the address says about the property and the place nearby that were last shown. */
let shown = { property: current().get("property"), near: current().get("near") };
/** Where the keyboard was when a card was opened. @type {string | null} */
let opener = null;
let fit = false;

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element) || event.defaultPrevented) return;
  const link = event.target.closest("a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (link.dataset.language !== undefined) {
    // The language is changed where one stands, with the view kept.
    link.search = `?back=${encodeURIComponent(location.pathname + location.search)}`;
    return;
  }
  if (link.matches(".skipnav")) {
    // A jump to a fragment is a step in the browser's history, and every such step loads the parts anew.
    event.preventDefault();
    element(link.hash.slice(1)).focus();
    return;
  }
  const target = new URL(link.href);
  if (target.origin !== location.origin || target.pathname !== below("/") || target.hash) return;
  if (link.closest(".bar-name, .bar-links")) return;
  event.preventDefault();
  // What was opened from within a card goes back to where the card was opened.
  if (!link.closest("#card")) opener = link.id || opener;
  if (link.dataset.page !== undefined) {
    load(target.searchParams).then(() => element("list-heading").focus());
    return;
  }
  const where = link.dataset.fly;
  if (where) map.fly(where.split(",").map(Number), 13);
  void go(target.searchParams);
});

document.addEventListener("change", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement)) return;
  if (field.form?.id === "filter-form") {
    fit = field.name === "place" || field.name === "municipality";
    choose(field.form);
  } else if (field.dataset.href !== undefined) {
    void go(new URL(field.dataset.href, location.href).searchParams);
  } else if (field.dataset.go !== undefined) {
    void go(new URL(field.value, location.href).searchParams);
  }
});

document.addEventListener("submit", (event) => {
  if (event.target instanceof HTMLFormElement && event.target.id === "filter-form") {
    event.preventDefault();
    choose(event.target);
  }
});

/**
 * Chooses what a form says; empty fields are left out of the address.
 * @param {HTMLFormElement} form
 */
function choose(form) {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value.trim()) query.append(name, value.trim());
  }
  // The year stands in a link where the answer depends on it, or where it is not this one.
  const year = form.querySelector("[data-this-year]");
  if (year instanceof HTMLElement && query.get("year") === year.dataset.thisYear && !query.has("eligible")) query.delete("year");
  for (const name of ["property", "near"]) {
    const value = current().get(name);
    if (value) query.set(name, value);
  }
  void go(query);
}

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  const share = event.target.closest("#share");
  if (share instanceof HTMLElement) {
    void navigator.clipboard?.writeText(location.href).catch(() => undefined);
    element("announce").textContent = share.dataset.done ?? "";
    share.classList.add("is-done");
  }
  if (event.target.closest("#list-size")) {
    const large = document.querySelector(".desk")?.classList.toggle("list-large") ?? false;
    event.target.closest("#list-size")?.setAttribute("aria-expanded", String(large));
  }
  const download = document.getElementById("download");
  if (download instanceof HTMLDetailsElement && !download.contains(event.target)) download.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const download = document.getElementById("download");
  if (download instanceof HTMLDetailsElement && download.open) {
    download.open = false;
    download.querySelector("summary")?.focus();
    return;
  }
  const close = document.querySelector("#card-close");
  if (close instanceof HTMLAnchorElement && document.getElementById("card")?.contains(document.activeElement)) {
    close.click();
  }
});

/** @param {Event} event */
function light(event) {
  if (!(event.target instanceof Element)) return;
  const row = event.target.closest("[data-lon]");
  const inside = row instanceof HTMLElement && row.closest("#list, #card");
  map.light(inside ? [Number(row.dataset.lon), Number(row.dataset.lat)] : null);
}
document.addEventListener("pointerover", light);
document.addEventListener("focusin", light);

document.addEventListener("atlas:changed", () => {
  map.follow(element("filters"), element("card"));
  const query = current();
  const now = { property: query.get("property"), near: query.get("near") };
  if ((now.property && now.property !== shown.property) || (now.near && now.near !== shown.near)) {
    openSheet("card");
    document.getElementById("card-title")?.focus();
  } else if ((shown.property || shown.near) && !now.property && !now.near) {
    openSheet("");
    const back = opener ? document.getElementById(opener) : null;
    (back ?? element("list-heading")).focus();
    opener = null;
  }
  shown = now;
  if (fit) map.fit(rowPositions());
  fit = false;
  const title = document.getElementById("card-title")?.textContent?.trim();
  document.title = title ? `${title} – Landsbyatlas` : "Landsbyatlas";
  const count = element("filter-count");
  count.textContent = element("filters").dataset.count ?? "0";
  count.hidden = count.textContent === "0";
  const large = document.querySelector(".desk")?.classList.contains("list-large") ?? false;
  document.getElementById("list-size")?.setAttribute("aria-expanded", String(large));
  element("announce").textContent = document.getElementById("matched")?.textContent?.trim() ?? "";
});

/** @returns {[number, number][]} */
function rowPositions() {
  return [...document.querySelectorAll("#list tr[data-lon]")].map((row) => {
    const { lon, lat } = /** @type {HTMLElement} */ (row).dataset;
    return [Number(lon), Number(lat)];
  });
}

window.addEventListener("popstate", () => {
  map.restore(current().get("at"));
  void load(current());
});

map.onProperty = (id) => {
  opener = null;
  const query = current();
  query.set("property", id);
  void go(query);
};
map.onSeveral = (position) => nearby.show(position);
map.onMoved = (at) => {
  const query = current();
  query.set("at", at);
  history.replaceState(null, "", `?${readable(query)}`);
  if (query.get("view") === "1") void load(query, "list");
};

/** @param {URLSearchParams} query */
function readable(query) {
  return query.toString().replaceAll("%2F", "/").replaceAll("%2C", ",");
}

const nearby = wireNearby(map, element("near-me"), element("map-hint"));
wireSearch(element("search-text"), element("suggestions"), (item) => {
  const href = item.dataset.href ?? "/";
  const query = new URL(href, location.href).searchParams;
  const at = query.get("at");
  if (item.dataset.bounds) map.fit(pairs(item.dataset.bounds));
  else if (at) map.restore(at);
  opener = "search-text";
  void go(query);
});

/**
 * @param {string} text lon,lat,lon,lat
 * @returns {[number, number][]}
 */
function pairs(text) {
  const [west, south, east, north] = text.split(",").map(Number);
  return [[west, south], [east, north]];
}
wireSheets();
map.follow(element("filters"), element("card"));
if (current().get("view") === "1") map.whenReady(() => void load(current(), "list"));
