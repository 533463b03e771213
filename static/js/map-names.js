// Names of countries and towns on a map without tiles: the larger first, as many as have room without touching.
const PANE = "names";
const COUNTRY_ZOOM = 6.5; // closer, a country is larger than the map
const GAP = 6;
const LETTER = 7;
const HEIGHT = 16;

// People of the smallest town named at a zoom, in thousands: fewer the closer one looks.
const peopleAt = (zoom) => (zoom < 4 ? 2500 : zoom < 5 ? 900 : zoom < 6 ? 350 : zoom < 7 ? 120 : 0);
// Square degrees of the smallest country named at a zoom: as many pixels wide as its name, about.
const sizeAt = (zoom) => 1000 / 4 ** (zoom - 1);

export function writeNames(map, { countries, towns }) {
  map.createPane(PANE).style.zIndex = 450; // above the land, below the pins
  const layer = L.layerGroup().addTo(map);
  const language = document.documentElement.lang || "en";
  const regions = new Intl.DisplayNames([language], { type: "region" });
  const isGerman = language.startsWith("de");
  const write = () => {
    layer.clearLayers();
    const zoom = map.getZoom();
    const taken = [];
    const put = (latitude, longitude, text, kind) => {
      const at = map.latLngToContainerPoint([latitude, longitude]);
      const wide = text.length * LETTER * (kind === "country" ? 1.35 : 1) + GAP;
      const left = kind === "country" ? at.x - wide / 2 : at.x;
      const box = [left - GAP, at.y - HEIGHT / 2, left + wide, at.y + HEIGHT / 2];
      const { x, y } = map.getSize();
      if (box[0] < 0 || box[1] < 0 || box[2] > x || box[3] > y) return;
      if (taken.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])) return;
      taken.push(box);
      L.marker([latitude, longitude], {
        pane: PANE, interactive: false, keyboard: false, icon: L.divIcon({ className: `map-name ${kind}`, html: named(text), iconSize: [0, 0] }),
      }).addTo(layer);
    };
    if (zoom < COUNTRY_ZOOM) for (const [lat, lng, size, code] of countries) if (size >= sizeAt(zoom)) put(lat, lng, regions.of(code), "country");
    const bounds = map.getBounds();
    const least = peopleAt(zoom);
    for (const [lat, lng, people, name, german] of towns) {
      if (people < least) break; // the largest stand first
      if (bounds.contains([lat, lng])) put(lat, lng, (isGerman && german) || name, "town");
    }
  };
  map.on("moveend zoomend resize", write);
}

function named(text) {
  return Object.assign(document.createElement("span"), { textContent: text });
}
