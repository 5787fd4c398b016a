/** The search field: suggestions while one types, chosen with the arrow keys or a touch. */

import { signInAgain } from "./kept.mjs";
import { below } from "./root.mjs";

/**
 * @param {HTMLElement} field
 * @param {HTMLElement} box
 * @param {(item: HTMLElement) => void} choose
 */
export function wireSearch(field, box, choose) {
  if (!(field instanceof HTMLInputElement)) throw new Error("the search field is an input");
  /** @type {AbortController | null} */
  let asking = null;
  let timer = 0;

  const close = () => {
    box.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };

  const options = () => /** @type {HTMLElement[]} */ ([...box.querySelectorAll('[role="option"]')]);
  const marked = () => options().find((option) => option.getAttribute("aria-selected") === "true");

  /** @param {HTMLElement | undefined} option */
  const mark = (option) => {
    for (const each of options()) each.setAttribute("aria-selected", String(each === option));
    if (!option) return;
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };

  const ask = async () => {
    const text = field.value.trim();
    asking?.abort();
    if (text.length < 2) {
      close();
      return;
    }
    asking = new AbortController();
    const query = new URLSearchParams(location.search);
    query.set("q", text);
    try {
      const answer = await fetch(below(`/parts/search?${query}`), { signal: asking.signal });
      if (answer.status === 401) signInAgain();
      if (!answer.ok) return;
      const made = new DOMParser().parseFromString(await answer.text(), "text/html");
      box.replaceChildren(...made.body.childNodes);
      box.hidden = false;
      field.setAttribute("aria-expanded", String(options().length > 0));
    } catch (error) {
      if (!(error instanceof DOMException && error.name === "AbortError")) close();
    }
  };

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void ask(), 150);
  });
  field.addEventListener("keydown", (event) => {
    const all = options();
    if (event.key === "Escape") {
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !box.hidden && all.length) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const from = all.indexOf(/** @type {HTMLElement} */ (marked()));
      mark(all[(from + step + all.length + (from < 0 && step < 0 ? 1 : 0)) % all.length]);
    }
  });

  /** @param {HTMLElement} option */
  const take = (option) => {
    close();
    field.value = option.querySelector("b")?.textContent ?? field.value;
    choose(option);
  };

  field.form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (box.hidden) await ask();
    const option = marked() ?? options()[0];
    if (option) take(option);
  });
  box.addEventListener("click", (event) => {
    const option = event.target instanceof Element ? event.target.closest('[role="option"]') : null;
    if (!(option instanceof HTMLElement)) return;
    event.preventDefault();
    event.stopPropagation();
    take(option);
  });
  document.addEventListener("pointerdown", (event) => {
    if (event.target instanceof Node && !field.form?.contains(event.target)) close();
  });
  field.form?.addEventListener("focusout", (event) => {
    if (event.relatedTarget instanceof Node && !field.form?.contains(event.relatedTarget)) close();
  });
}
