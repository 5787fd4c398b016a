/** The pages of named lists: keeps, changes and deletes a list, and puts a deleted one back. */

import { ask, tell, texts } from "./asking.mjs";
import { below } from "./root.mjs";

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.id !== "list-form") return;
  event.preventDefault();
  const { method = "", path = "", etag, layer, parameters = "{}" } = form.dataset;
  const said = new FormData(form);
  const columns = said.getAll("columns");
  if (!columns.length) {
    tell(texts.none, "");
    return;
  }
  const asked = {
    name: said.get("name"),
    layer,
    filter: String(said.get("filter") ?? "").trim() || null,
    parameters: JSON.parse(parameters),
    columns,
    sort: `${said.get("falls")}${said.get("sort")}`,
  };
  const button = form.querySelector("button[type=submit]");
  if (button instanceof HTMLButtonElement) button.disabled = true;
  if (await ask(method, path, asked, etag ? { "If-Match": etag } : {})) location.assign(below("/lister"));
  if (button instanceof HTMLButtonElement) button.disabled = false;
});

document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element ? event.target.closest("button") : null;
  if (button?.dataset.move) move(button);
  else if (button?.dataset.all !== undefined) chooseAll(button.dataset.all === "1");
  else if (button?.dataset.delete) await remove(button);
});

/** @param {HTMLButtonElement} button */
function move(button) {
  const item = button.closest("li");
  if (!item?.parentElement) return;
  if (button.dataset.move === "up") item.previousElementSibling?.before(item);
  else item.nextElementSibling?.after(item);
  const place = [...item.parentElement.children].indexOf(item) + 1;
  const title = item.querySelector("label")?.textContent ?? "";
  const status = document.getElementById("list-moved");
  if (status) status.textContent = `${title}: ${texts.moved} ${place}`;
  // At an end the button goes away under the hand: the other one is next to it.
  const other = item.querySelector(button.dataset.move === "up" ? '[data-move="down"]' : '[data-move="up"]');
  if (getComputedStyle(button).visibility === "hidden" && other instanceof HTMLElement) other.focus();
  else button.focus();
}

/** @param {boolean} isChosen */
function chooseAll(isChosen) {
  for (const box of document.querySelectorAll("input[name=columns]")) {
    if (box instanceof HTMLInputElement) box.checked = isChosen;
  }
}

/** @param {HTMLButtonElement} button */
async function remove(button) {
  const path = `/api/lists/${button.dataset.delete}`;
  button.disabled = true;
  const kept = await ask("GET", path);
  if (kept && (await ask("DELETE", path, undefined, { "If-Match": button.dataset.etag ?? "" }))) {
    button.closest("li")?.remove();
    const box = tell(texts.deleted, kept.name, "info");
    const back = document.createElement("button");
    back.type = "button";
    back.className = "button button-secondary";
    back.textContent = texts.undo;
    back.addEventListener("click", async () => {
      const { name, layer, filter, parameters, columns, sort } = kept;
      if (await ask("POST", "/api/lists", { name, layer, filter, parameters, columns, sort })) location.reload();
    });
    box.append(back);
    back.focus();
  }
  button.disabled = false;
}

// What only this script does cannot be pressed before it is here.
for (const button of document.querySelectorAll("button[data-wait]")) button.removeAttribute("disabled");
