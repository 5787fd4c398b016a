/** At a phone's width: one sheet at a time over the map. */

/** @param {string} name of the sheet; nothing closes them */
export function openSheet(name) {
  const desk = document.querySelector(".desk");
  if (!(desk instanceof HTMLElement)) return;
  desk.dataset.sheet = name;
  for (const button of document.querySelectorAll("[data-open]")) {
    if (button instanceof HTMLElement) button.setAttribute("aria-expanded", String(button.dataset.open === name));
  }
}

export function wireSheets() {
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const opener = event.target.closest("[data-open]");
    if (opener instanceof HTMLElement) {
      const name = opener.dataset.open ?? "";
      const isOpen = opener.getAttribute("aria-expanded") === "true";
      openSheet(isOpen ? "" : name);
      if (!isOpen) document.getElementById(`${name}-heading`)?.focus();
    }
    if (event.target.closest("[data-close]")) shut();
  });
  document.addEventListener("keydown", (event) => {
    const sheet = document.activeElement?.closest(".sheet");
    if (event.key === "Escape" && sheet && matchMedia("(max-width: 820px)").matches) shut();
  });
}

function shut() {
  const desk = document.querySelector(".desk");
  const name = desk instanceof HTMLElement ? desk.dataset.sheet : "";
  openSheet("");
  const opener = document.querySelector(`[data-open="${name}"]`);
  if (opener instanceof HTMLElement) opener.focus();
}
