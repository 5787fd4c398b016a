"use strict";

// Draws the rows of the page on its Leaflet map. A value is only ever set as text.
function atlasDraw(map) {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const made = (tag, text) => Object.assign(document.createElement(tag), { textContent: text ?? "" });
  const look = read("atlas-look");
  const rows = read("atlas-rows");

  function facts(texts) {
    const list = made("dl");
    // What the colour stands for comes first; the name is the heading.
    const columns = [...texts.keys()].filter((column) => column !== look.name);
    columns.sort((one, other) => (other === look.first) - (one === look.first));
    for (const column of columns) {
      if (texts[column] === null) continue;
      list.append(made("dt", look.columns[column]), made("dd", texts[column]));
    }
    return list;
  }

  function card(texts) {
    const box = made("div");
    box.className = "row";
    box.append(made("h2", texts[look.name] ?? look.nameless), facts(texts));
    return box;
  }

  function stroke([kind, mark], isPoint) {
    const { color } = look.classes[kind];
    const dashed = (mark & 1) !== 0;
    const filled = look.classes[kind].filled && (mark & 2) === 0;
    if (!isPoint) {
      return {
        color: dashed ? "#1a1a1a" : color,
        dashArray: dashed ? "3 2" : null,
        fillColor: color,
        fillOpacity: filled ? look.opacity : 0.1,
        weight: 1.2,
      };
    }
    return filled
      ? { color: "#ffffff", fillColor: color, fillOpacity: look.opacity, weight: 1.2 }
      : { color, fillColor: "#ffffff", fillOpacity: 0.85, weight: 2.5 };
  }

  const container = map.getContainer();
  container.setAttribute("aria-label", look.title);
  container.style.background = look.water;
  L.control.scale({ imperial: false }).addTo(map);
  L.geoJSON(read("atlas-ground"), {
    interactive: false,
    style: (feature) => ({
      fillColor: look.land[feature.properties.kind],
      fillOpacity: 1,
      stroke: false,
    }),
  }).addTo(map);

  // The first of the list is drawn last, and so lies on top.
  const drawn = L.geoJSON(
    rows
      .filter((row) => row[2] !== null)
      .reverse()
      .map((row) => ({ type: "Feature", geometry: row[2], properties: { row } })),
    {
      pointToLayer: (_feature, place) => L.circleMarker(place, { radius: look.radius }),
      style: ({ geometry, properties }) => stroke(properties.row, geometry.type === "Point"),
    },
  ).addTo(map);
  drawn.bindPopup((mark) => card(mark.feature.properties.row[3]), { maxHeight: 280, maxWidth: 320 });
  const bounds = drawn.getBounds();
  if (bounds.isValid()) map.fitBounds(bounds, { animate: false, maxZoom: 15, padding: [24, 24] });

  const told = document.querySelector(".legend dl");
  told.append(made("dt", look.fingerprint), made("dd", read("atlas-fingerprint")));

  const unplaced = rows.filter((row) => row[2] === null);
  const list = document.getElementById("unplaced");
  list.hidden = unplaced.length === 0;
  list.firstElementChild.textContent = `${look.unplaced}: ${unplaced.length}`;
  list.addEventListener(
    "toggle",
    () => {
      for (const row of unplaced) {
        const item = made("details");
        item.append(made("summary", row[3][look.name] ?? look.nameless), facts(row[3]));
        list.append(item);
      }
    },
    { once: true },
  );
}
