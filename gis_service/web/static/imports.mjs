/** The import page: sends files, tries them, reads them in, takes an import back. */

import { ask, tell, texts } from "./asking.mjs";
import { putBack } from "./kept.mjs";
import { below } from "./root.mjs";

/** What the person said of the files beside the files. @type {Record<string, unknown>} */
let asked = {};

/** @param {string} upload */
async function show(upload) {
  const htmx = /** @type {{ htmx: import("./address.mjs").Htmx }} */ (/** @type {unknown} */ (window)).htmx;
  await htmx.ajax("GET", below(`/parts/upload/${upload}`), { target: "#upload", swap: "outerHTML" });
  putBack(document.getElementById("upload"));
  document.getElementById("upload-heading")?.focus();
}

/**
 * What a form says of the files beside the files.
 * @param {FormData} all
 * @returns {Record<string, unknown>}
 */
function saidIn(all) {
  /** @type {Record<string, unknown>} */
  const said = {};
  for (const name of ["registry", "crs"]) {
    // Both are codes in capitals: who writes "baltimore" means BALTIMORE.
    const value = String(all.get(name) ?? "").trim().toUpperCase();
    if (value) said[name] = value;
  }
  const scale = String(all.get("scale") ?? "");
  if (scale) said.mapping = { scale };
  return said;
}

/**
 * @param {string} upload
 * @param {"preview" | "run"} step
 */
async function start(upload, step) {
  document.getElementById("problem")?.replaceChildren();
  if (await ask("POST", `/api/imports/uploads/${upload}/${step}`, asked)) await show(upload);
}

/** @returns {Record<string, unknown> | undefined} the columns as they are corrected on the page */
function mapping() {
  const tables = [...document.querySelectorAll("table.mapping")];
  if (!tables.length) return undefined;
  /** @type {Record<string, string | null>} */
  const columns = {};
  let base = {};
  for (const table of tables) {
    if (!(table instanceof HTMLElement)) continue;
    base = { ...base, ...JSON.parse(table.dataset.mapping ?? "{}") };
    for (const select of table.querySelectorAll("select")) columns[select.dataset.column ?? ""] = select.value || null;
  }
  return { ...base, columns };
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.id !== "upload-form") return;
  event.preventDefault();
  const button = form.querySelector("button");
  const all = new FormData(form);
  asked = saidIn(all);
  for (const name of ["registry", "crs", "scale"]) all.delete(name);
  tell(texts.sending, "", "info");
  if (button) button.disabled = true;
  const sent = await ask("POST", "/api/imports/uploads", all);
  if (button) button.disabled = false;
  if (!sent) return;
  // The files wait for a day: who comes back to this address finds them.
  history.replaceState(null, "", below(`/import?upload=${sent.upload}`));
  await start(sent.upload, "preview");
});

document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element ? event.target.closest("button") : null;
  if (!button) return;
  const upload = button.closest("[data-upload]")?.getAttribute("data-upload") ?? "";
  if (button.dataset.again !== undefined) {
    asked = { ...asked, mapping: { .../** @type {object} */ (asked.mapping ?? {}), ...mapping() } };
    await start(upload, "preview");
  } else if (button.dataset.run !== undefined) {
    await start(upload, "run");
  } else if (button.dataset.discard !== undefined) {
    if (await ask("DELETE", `/api/imports/uploads/${upload}`)) location.assign(below("/import"));
  } else if (button.id === "leave-demo") {
    button.disabled = true;
    if (await ask("POST", "/api/demo/leave")) location.reload();
    button.disabled = false;
  } else if (button.dataset.undo !== undefined) {
    if (!window.confirm(texts.undo)) return;
    button.disabled = true;
    tell(texts.undoing, "", "info");
    if (await ask("POST", `/api/imports/${button.dataset.undo}/undo`)) location.reload();
    button.disabled = false;
  }
});

const form = document.getElementById("upload-form");
const brought = new URLSearchParams(location.search).get("upload");
if (brought && /^[0-9a-f]{32}$/.test(brought) && form instanceof HTMLFormElement) {
  // After the rest of the page, with what was typed back in its fields.
  window.addEventListener("load", () => {
    asked = saidIn(new FormData(form));
    void show(brought);
  });
}
