// Copies what stands in an element; where the browser does not let us, it is marked to be copied.

/**
 * @param {Element} source
 * @returns {Promise<boolean>} whether it was copied
 */
export async function copied(source) {
  try {
    await navigator.clipboard.writeText(source.textContent ?? "");
    return true;
  } catch {
    getSelection()?.selectAllChildren(source);
    return false;
  }
}

for (const button of document.querySelectorAll("button[data-copy][data-copied]")) {
  if (!(button instanceof HTMLButtonElement)) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy ?? "");
    const said = document.getElementById("said");
    if (source === null || said === null) return;
    said.textContent = ((await copied(source)) ? button.dataset.copied : button.dataset.marked) ?? "";
  });
}
