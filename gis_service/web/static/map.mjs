/** The map: the generated style, what of it is shown, and what is pointed at. */

import { Map as MapLibreMap, NavigationControl, Popup, ScaleControl, setWorkerUrl } from "/static/vendor/maplibre-gl/maplibre-gl.mjs";
import { seen } from "./address.mjs";
import { below } from "./root.mjs";

/** @typedef {import("/static/vendor/maplibre-gl/maplibre-gl.mjs").GeoJSONSource} GeoJSONSource */
/** @typedef {import("/static/vendor/maplibre-gl/maplibre-gl.mjs").VectorTileSource} VectorTileSource */
/** @typedef {import("/static/vendor/maplibre-gl/maplibre-gl.mjs").MapGeoJSONFeature} Feature */
/** @typedef {Pick<Feature, "source" | "properties">} Told */

const DENMARK = /** @type {[number, number, number, number]} */ ([7.9, 54.5, 15.3, 57.85]);
/** By this the generated style tells which of our layers a part of it draws. */
const SHOWS = "landsbyatlas:layer";
/** From this zoom a dot is one thing, not a cell of several. */
const SINGLE_ZOOM = 12;
/** So many pixels from its middle a ring of a band ends at most. */
const RING = 16;

setWorkerUrl(below("/static/vendor/maplibre-gl/maplibre-gl-worker.mjs"));

export class AtlasMap {
  /** @param {HTMLElement} container */
  constructor(container) {
    const at = new URLSearchParams(location.search).get("at");
    /** @type {Record<string, string>} */
    this.texts = JSON.parse(container.dataset.texts ?? "{}");
    /** The layers whose marks are properties. @type {string[]} */
    this.looks = (container.dataset.looks ?? "").split(",");
    /** What the grades of scales are called, by scale and grade. @type {Record<string, string>} */
    this.grades = JSON.parse(container.dataset.grades ?? "{}");
    this.number = new Intl.NumberFormat(container.dataset.language);
    /** @type {(id: string) => void} */
    this.onProperty = () => undefined;
    /** @type {(position: [number, number]) => void} */
    this.onSeveral = () => undefined;
    /** @type {(at: string) => void} */
    this.onMoved = () => undefined;
    /** @type {((position: [number, number]) => void) | null} */
    this.onTap = null;
    /** The layer that each source of the style shows. @type {Map<string, string>} */
    this.layerOf = new Map();
    /** Where the marks of the map lie, by source; nowhere at first. */
    this.marked = new Map([["pointed", ""], ["chosen", ""]]);
    /** The tiles that are wanted of a source, where others are still on their way. @type {Map<string, string[]>} */
    this.wanted = new Map();
    this.isReady = false;
    /** What was last brought into view; an address with a position has brought its own. @type {string | null} */
    this.revealed = position(at) ? null : "";
    /** @type {(() => void)[]} */
    this.waiting = [];
    this.map = new MapLibreMap({
      container,
      style: container.dataset.style ?? "",
      ...(position(at) ?? { bounds: bounds(container.dataset.bounds) ?? DENMARK, fitBoundsOptions: { padding: 24 } }),
      // Whose data it is stands below the map and on the page about the product.
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      maxZoom: 19,
      minZoom: 4,
      // The worker knows no page to resolve an address against.
      transformRequest: (url) => ({ url: new URL(url, location.origin).href }),
      locale: {
        "Map.Title": this.texts.map,
        "NavigationControl.ZoomIn": this.texts.zoomIn,
        "NavigationControl.ZoomOut": this.texts.zoomOut,
        "ScaleControl.Meters": "m",
        "ScaleControl.Kilometers": "km",
      },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.addControl(new NavigationControl({ showCompass: false }), "bottom-right");
    this.map.addControl(new ScaleControl({ unit: "metric" }), "bottom-left");
    this.popup = new Popup({ closeButton: false, closeOnClick: false, offset: 12, focusAfterOpen: false });
    this.map.once("style.load", () => this.#begin());
  }

  /** @param {() => void} then what to do once the style is there */
  whenReady(then) {
    if (this.isReady) then();
    else this.waiting.push(then);
  }

  #begin() {
    for (const layer of this.map.getStyle().layers) {
      const shows = /** @type {Record<string, string> | undefined} */ (layer.metadata)?.[SHOWS];
      if (shows && "source" in layer) this.layerOf.set(layer.source, shows);
    }
    this.map.addSource("pointed", { type: "geojson", data: collection([]) });
    this.map.addSource("chosen", { type: "geojson", data: collection([]) });
    for (const [id, radius] of /** @type {[string, number][]} */ ([["chosen", 12], ["pointed", 10]])) {
      this.map.addLayer({
        id: `${id}-halo`, source: id, type: "circle",
        paint: { "circle-radius": radius, "circle-color": "#ffffff", "circle-opacity": 0, "circle-stroke-color": "#ffffff", "circle-stroke-width": 6 },
      });
      this.map.addLayer({
        id: `${id}-ring`, source: id, type: "circle",
        paint: { "circle-radius": radius, "circle-opacity": 0, "circle-stroke-color": "#1a1a1a", "circle-stroke-width": 3 },
      });
    }
    this.map.on("click", (event) => this.#click(event.point, event.lngLat.toArray()));
    this.map.on("mousemove", (event) => this.#hover(event.point, event.lngLat));
    this.map.on("mouseout", () => this.popup.remove());
    this.map.on("moveend", () => this.#moved());
    this.map.on("sourcedata", (event) => this.#turn(event.sourceId));
    this.map.on("idle", () => [...this.wanted.keys()].forEach((id) => this.#turn(id)));
    this.#remember();
    this.isReady = true;
    for (const then of this.waiting.splice(0)) then();
  }

  /**
   * Shows what the parts of the page say: layers, filters, the chosen property.
   * @param {HTMLElement} filters
   * @param {HTMLElement} card
   */
  follow(filters, card) {
    const queries = JSON.parse(filters.dataset.queries ?? "{}");
    const shown = new Set((filters.dataset.show ?? "").split(","));
    const { lon, lat, fit } = card.dataset;
    this.whenReady(() => {
      for (const [source, layer] of this.layerOf) this.#ask(source, queries[layer] ?? "");
      for (const layer of this.map.getStyle().layers) {
        const of = "source" in layer ? this.layerOf.get(layer.source) : undefined;
        if (of) this.map.setLayoutProperty(layer.id, "visibility", shown.has(of) ? "visible" : "none");
      }
      const chosen = lon && lat ? [Number(lon), Number(lat)] : null;
      this.#put("chosen", chosen);
      const asked = fit ?? chosen?.join() ?? "";
      // What is chosen comes into view once; after that the reader moves the map.
      if (asked && this.revealed !== null && asked !== this.revealed) {
        const box = bounds(fit);
        if (box) this.fit([[box[0], box[1]], [box[2], box[3]]]);
        else if (chosen) this.#reveal(chosen);
      }
      this.revealed = asked;
    });
  }

  /**
   * Asks the tiles of a source with another query; nothing happens where it is the same.
   * @param {string} id
   * @param {string} query
   */
  #ask(id, query) {
    const asked = this.#tiles(id).map((address) => {
      const [path, old] = address.split("?");
      const kept = new URLSearchParams(old);
      for (const name of ["filter", "year"]) kept.delete(name);
      const whole = [kept.toString(), query].filter(Boolean).join("&");
      return whole ? `${path}?${whole}` : path;
    });
    this.wanted.set(id, asked);
    this.#turn(id);
  }

  /**
   * Gives a source the tiles that are wanted of it, once it has those that it asked for before: a
   * tile that is on its way would come with the old query, and be taken for the new one.
   * @param {string} id
   */
  #turn(id) {
    const asked = this.wanted.get(id);
    if (!asked) return;
    const isSame = asked.join() === this.#tiles(id).join();
    if (!isSame && !this.map.isSourceLoaded(id)) return;
    this.wanted.delete(id);
    if (!isSame) /** @type {VectorTileSource} */ (this.map.getSource(id)).setTiles(asked);
  }

  /**
   * From the style, not from the source: a source knows its tiles only some time after the style.
   * @param {string} id
   * @returns {string[]}
   */
  #tiles(id) {
    const described = this.map.getStyle().sources[id];
    return ("tiles" in described ? described.tiles : undefined) ?? [];
  }

  /** @param {number[]} position brought into the part of the map that no sheet covers */
  #reveal(position) {
    const room = this.map.getContainer().getBoundingClientRect();
    const sheet = isPhone() ? room.height * 0.7 : 0;
    const where = this.map.project(/** @type {[number, number]} */ (position));
    const inside = where.x > 30 && where.x < room.width - 30 && where.y > 30 && where.y < room.height - sheet - 20;
    if (inside && this.map.getZoom() >= SINGLE_ZOOM - 1) return;
    this.map.easeTo({
      center: /** @type {[number, number]} */ (position),
      zoom: Math.max(this.map.getZoom(), 14),
      offset: [0, -sheet / 2],
      duration: calm() ? 0 : 500,
    });
  }

  /**
   * @param {number[]} position
   * @param {number} zoom
   */
  fly(position, zoom) {
    this.map.easeTo({ center: /** @type {[number, number]} */ (position), zoom: Math.max(zoom, this.map.getZoom()), duration: calm() ? 0 : 500 });
  }

  /** @param {[number, number][]} positions that all come into view */
  fit(positions) {
    if (!positions.length) return;
    const lons = positions.map((each) => each[0]);
    const lats = positions.map((each) => each[1]);
    const box = /** @type {[number, number, number, number]} */ ([Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)]);
    const sheet = isPhone() && document.querySelector("#card:not([hidden])") ? this.map.getContainer().clientHeight * 0.7 : 0;
    this.map.fitBounds(box, { padding: { top: 70, left: 50, right: 50, bottom: 50 + sheet }, maxZoom: 14, duration: calm() ? 0 : 500 });
  }

  /** @param {string | null} at zoom/latitude/longitude of the address bar */
  restore(at) {
    const where = position(at);
    if (where) this.map.jumpTo(where);
  }

  /** @param {[number, number] | null} where a row of the table points */
  light(where) {
    if (this.isReady) this.#put("pointed", where);
  }

  /**
   * @param {string} source
   * @param {number[] | null} where
   */
  #put(source, where) {
    const put = where?.join() ?? "";
    // The worker cuts new tiles of whatever it is given, while those of the layers wait.
    if (this.marked.get(source) === put) return;
    this.marked.set(source, put);
    /** @type {GeoJSONSource} */ (this.map.getSource(source)).setData(collection(where ? [where] : []));
  }

  #remember() {
    const box = this.map.getBounds();
    const edges = [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()];
    const limits = [-180, -90, 180, 90];
    seen.bbox = edges.map((edge, i) => (i < 2 ? Math.max(edge, limits[i]) : Math.min(edge, limits[i])).toFixed(5)).join(",");
  }

  #moved() {
    this.#remember();
    const { lng, lat } = this.map.getCenter();
    this.onMoved(`${this.map.getZoom().toFixed(2)}/${lat.toFixed(5)}/${lng.toFixed(5)}`);
  }

  /**
   * The features of our layers round a point of the screen, each once.
   * @param {{ x: number, y: number }} point
   * @param {number} reach
   * @returns {Feature[]}
   */
  #at(point, reach) {
    const box = /** @type {[[number, number], [number, number]]} */ ([
      [point.x - reach, point.y - reach], [point.x + reach, point.y + reach]]);
    const layers = this.map.getStyle().layers.filter((layer) => "source" in layer && this.layerOf.has(layer.source)).map((layer) => layer.id);
    /** @type {Map<string, Feature>} */
    const found = new Map();
    for (const feature of this.map.queryRenderedFeatures(box, { layers })) {
      const key = `${feature.source}/${feature.properties.id ?? JSON.stringify(feature.geometry)}`;
      if (!found.has(key)) found.set(key, feature);
    }
    return [...found.values()];
  }

  /**
   * @param {{ x: number, y: number }} point
   * @param {[number, number]} lonlat
   */
  #click(point, lonlat) {
    if (this.onTap) {
      this.onTap(lonlat);
      return;
    }
    const hits = this.#at(point, matchMedia("(pointer: coarse)").matches ? 16 : 5);
    const properties = hits.filter((hit) => this.looks.includes(this.layerOf.get(hit.source) ?? "") && hit.geometry.type === "Point");
    const single = properties.filter((hit) => hit.properties.id !== undefined);
    const cell = properties.find((hit) => hit.properties.id === undefined);
    const building = hits.find((hit) => hit.properties.property_id);
    if (cell && cell.geometry.type === "Point") {
      this.map.easeTo({ center: /** @type {[number, number]} */ (cell.geometry.coordinates), zoom: this.map.getZoom() + 2.5, duration: calm() ? 0 : 400 });
    } else if (single.length > 1) {
      this.onSeveral(lonlat);
    } else if (single.length === 1) {
      this.onProperty(String(single[0].properties.id));
    } else if (building) {
      this.onProperty(String(building.properties.property_id));
    }
  }

  /**
   * @param {{ x: number, y: number }} point
   * @param {import("/static/vendor/maplibre-gl/maplibre-gl.mjs").LngLat} where
   */
  #hover(point, where) {
    const hits = this.#at(point, 3);
    const order = [...this.looks, "buildings", "social", "places", "municipalities"];
    hits.sort((a, b) => order.indexOf(this.layerOf.get(a.source) ?? "") - order.indexOf(this.layerOf.get(b.source) ?? ""));
    const words = hits.length ? this.#words(this.#withPlace(hits[0], point)) : "";
    this.map.getCanvas().style.cursor = this.onTap ? "crosshair" : hits.length && hits[0].geometry.type === "Point" ? "pointer" : "";
    if (words) this.popup.setLngLat(where).setText(words).addTo(this.map);
    else this.popup.remove();
  }

  /**
   * A band with the inhabitants of its place, whose dot stands in the middle of the ring.
   * @param {Feature} feature
   * @param {{ x: number, y: number }} point
   * @returns {Told}
   */
  #withPlace(feature, point) {
    if (this.layerOf.get(feature.source) !== "social") return feature;
    const place = this.#at(point, RING).find((one) => this.layerOf.get(one.source) === "places" && one.properties.name === feature.properties.name);
    return { source: feature.source, properties: { ...place?.properties, ...feature.properties } };
  }

  /**
   * Name and figure only.
   * @param {Told} feature
   */
  #words(feature) {
    const layer = this.layerOf.get(feature.source);
    const told = feature.properties;
    const count = Number(told.count ?? 1);
    if (layer !== undefined && this.looks.includes(layer)) {
      const figure = this.#figure(layer, told);
      if (told.id === undefined) return `${this.number.format(count)} ${this.texts.properties}, ${this.texts.highest} ${figure}`;
      return [told.address, figure].filter(Boolean).join(", ");
    }
    if (layer === "buildings") {
      if (told.id === undefined) return `${this.number.format(count)} ${this.texts.buildings}`;
      return [this.texts.building, told.year_built && `${this.texts.built} ${told.year_built}`].filter(Boolean).join(", ");
    }
    const isPlace = layer === "places" || layer === "social";
    const inhabitants = isPlace && told.population !== undefined ? `${this.number.format(Number(told.population))} ${this.texts.inhabitants}` : "";
    const band = layer === "social" ? `${this.texts.social}: ${told.band === "hidden" ? this.texts.hidden : told.band}` : "";
    return [told.name, inhabitants, band].filter(Boolean).join(", ");
  }

  /**
   * The figure that a look of the properties shows: priority, grade or suspicion.
   * @param {string} layer
   * @param {Record<string, unknown>} told
   * @returns {string}
   */
  #figure(layer, told) {
    const one = (/** @type {unknown} */ value, /** @type {string} */ name, /** @type {string} */ none) => (value === undefined || value === null ? none : `${name} ${value}`);
    if (layer === "priority") return one(told.priority ?? told.worst, this.texts.priority, this.texts.noPriority);
    if (layer === "suspicion") return one(told.suspicion ?? told.worst, this.texts.suspicion, this.texts.noRule);
    if (told.id === undefined) return one(told.worst, this.texts.points, this.texts.noRule);
    if (!told.grade) return [this.texts.notGraded, one(told.condition, this.texts.suspicion, this.texts.noRule)].join(", ");
    return `${this.texts.grade} ${this.grades[`${told.grade_scale}/${told.grade}`] ?? told.grade}`;
  }
}

/** @returns {boolean} whether cards cover the map as sheets */
function isPhone() {
  return matchMedia("(max-width: 820px)").matches;
}

/** @returns {boolean} whether the reader asked for no movement */
function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/**
 * @param {number[][]} positions
 * @returns {import("geojson").FeatureCollection}
 */
function collection(positions) {
  return {
    type: "FeatureCollection",
    features: positions.map((coordinates) => ({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates } })),
  };
}

/**
 * @param {string | null} at
 * @returns {{ center: [number, number], zoom: number } | undefined}
 */
function position(at) {
  const [zoom, latitude, longitude] = (at ?? "").split("/").map(Number);
  if (![zoom, latitude, longitude].every(Number.isFinite) || Math.abs(latitude) > 85 || Math.abs(longitude) > 180) return undefined;
  return { center: [longitude, latitude], zoom };
}

/**
 * @param {string | undefined} text
 * @returns {[number, number, number, number] | undefined}
 */
function bounds(text) {
  const edges = (text ?? "").split(",").map(Number);
  return edges.length === 4 && edges.every(Number.isFinite) ? /** @type {[number, number, number, number]} */ (edges) : undefined;
}
