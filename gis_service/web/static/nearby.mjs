/** What is near: from the device's position, or from a tap on the map where there is none. */

import { current, go } from "./address.mjs";
/** @typedef {import("./map.mjs").AtlasMap} AtlasMap */

/**
 * @param {AtlasMap} map
 * @param {HTMLElement} button
 * @param {HTMLElement} hint
 */
export function wireNearby(map, button, hint) {
  /** @param {[number, number]} position */
  const show = (position) => {
    const query = current();
    query.delete("property");
    // Four decimals, about ten metres: enough to list what is near.
    query.set("near", `${position[0].toFixed(4)},${position[1].toFixed(4)}`);
    void go(query);
  };

  const stop = () => {
    map.onTap = null;
    map.map.getCanvas().style.cursor = "";
    button.setAttribute("aria-pressed", "false");
    hint.hidden = true;
    delete hint.dataset.kind;
  };

  /** @param {string} words */
  const tap = (words) => {
    hint.textContent = words;
    hint.dataset.kind = "tap";
    hint.hidden = false;
    button.setAttribute("aria-pressed", "true");
    map.onTap = (position) => {
      stop();
      show(position);
    };
  };

  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-pressed") === "true") {
      stop();
      return;
    }
    tap(map.texts.locating);
    if (!navigator.geolocation) {
      tap(map.texts.tap);
      return;
    }
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        if (!map.onTap) return;
        stop();
        show([coords.longitude, coords.latitude]);
      },
      () => {
        if (map.onTap) tap(map.texts.tap);
      },
      { enableHighAccuracy: true, timeout: 8000, maximumAge: 60000 },
    );
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && map.onTap) stop();
    // Without a pointer the middle of the map is what is meant.
    if (event.key === "Enter" && map.onTap && event.target === map.map.getCanvas()) {
      const { lng, lat } = map.map.getCenter();
      map.onTap([lng, lat]);
    }
  });
  return { show };
}
