/** The rows of a list as numbered marks on the map. */

/** @typedef {import("./map.mjs").AtlasMap} AtlasMap */
/** @typedef {import("/static/vendor/maplibre-gl/maplibre-gl.mjs").GeoJSONSource} GeoJSONSource */

const SOURCE = "listed";

export class Listed {
  /** @param {AtlasMap} map */
  constructor(map) {
    this.map = map;
    /** @type {HTMLElement[]} */
    this.rows = [];
    map.whenReady(() => {
      // A full middle in the ring of what is chosen: no mark of a property, but where one stands.
      map.map.addLayer({ id: "here", source: "chosen", type: "circle", paint: { "circle-radius": 5, "circle-color": "#1a1a1a" } });
      map.map.addSource(SOURCE, { type: "geojson", data: this.#features() });
      map.map.addLayer({
        id: "listed-marks", source: SOURCE, type: "circle",
        // The first of the list lies on top.
        layout: { "circle-sort-key": ["-", 0, ["get", "number"]] },
        paint: { "circle-radius": 11, "circle-color": ["case", ["get", "graded"], ["get", "color"], "#ffffff"], "circle-stroke-color": ["get", "color"], "circle-stroke-width": 4 },
      });
      map.map.addLayer({
        id: "listed-numbers", source: SOURCE, type: "symbol",
        layout: { "text-field": ["to-string", ["get", "number"]], "text-size": 13, "symbol-sort-key": ["get", "number"] },
        paint: { "text-color": "#1a1a1a", "text-halo-color": "#ffffff", "text-halo-width": 1.5 },
      });
    });
    // Without a pointer the middle of the map is what is meant.
    map.map.getCanvas().addEventListener("keydown", (event) => {
      const { lng, lat } = map.map.getCenter();
      if (event.key === "Enter") map.onTap?.([lng, lat]);
    });
    // The row that is pointed at or read is lit on the map.
    for (const name of ["pointerover", "focusin"]) {
      document.addEventListener(name, (event) => {
        const row = event.target instanceof Element ? event.target.closest("[data-number]") : null;
        map.light(row instanceof HTMLElement ? place(row) : null);
      });
    }
  }

  /** @param {HTMLElement} list what the page lists now, and where from */
  follow(list) {
    this.rows = [...list.querySelectorAll("[data-number]")].filter((row) => row instanceof HTMLElement);
    this.map.follow(list, list);
    this.map.whenReady(() => {
      /** @type {GeoJSONSource} */ (this.map.map.getSource(SOURCE)).setData(this.#features());
    });
  }

  /**
   * The row whose mark a tap means.
   * @param {[number, number]} position
   * @param {number} reach in pixels
   */
  rowAt(position, reach) {
    const tap = this.map.map.project(position);
    const near = this.rows.map((row) => ({ row, away: this.map.map.project(place(row)).dist(tap) }));
    return near.filter(({ away }) => away <= reach).sort((a, b) => a.away - b.away)[0]?.row;
  }

  /** @returns {import("geojson").FeatureCollection} */
  #features() {
    return {
      type: "FeatureCollection",
      features: this.rows.map((row) => ({
        type: "Feature",
        properties: { number: Number(row.dataset.number), color: row.dataset.color, graded: row.dataset.graded !== undefined },
        geometry: { type: "Point", coordinates: place(row) },
      })),
    };
  }
}

/**
 * @param {HTMLElement} row
 * @returns {[number, number]}
 */
function place(row) {
  return [Number(row.dataset.lon), Number(row.dataset.lat)];
}
