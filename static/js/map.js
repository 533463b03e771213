// Maps: beside the results of a search ([data-map]), and of one place ([data-map-point]). Leaflet, land, borders and the
// names on them are fetched when a map is shown for the first time. Whatever it shows stands in the page as well.
import { writeNames } from "./map-names.js";
import { searchAt } from "./search.js";

const WIDE = matchMedia("(min-width: 60rem)");
const CLOSEST_WITHOUT_TILES = 9;
const POINT_ZOOM = 7;
const KILOMETRES_A_DEGREE = 111.2;

let parts;

// Leaflet, and the land to draw on with its names; once for all maps of the page.
function load(source) {
  parts ??= (async () => {
    await styles(source.styles);
    await script(source.leaflet);
    await script(source.clusters);
    if (source.tiles) return null;
    const [outlines, names] = await Promise.all([source.outlines, source.names].map(async (address) => (await fetch(address)).json()));
    return { outlines, names };
  })();
  return parts;
}

function script(address) {
  return new Promise((done, failed) => {
    const element = Object.assign(document.createElement("script"), { src: address, onload: done, onerror: failed });
    document.head.append(element);
  });
}

function styles(address) {
  return new Promise((done, failed) => {
    document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: address, onload: done, onerror: failed }));
  });
}

function draw(canvas, source, ground, isStill = false) {
  const map = L.map(canvas, {
    attributionControl: false, zoomControl: false, worldCopyJump: true, minZoom: 2, zoomSnap: source.tiles ? 1 : 0.25,
    maxZoom: source.tiles ? 18 : CLOSEST_WITHOUT_TILES, maxBounds: [[-85, -400], [85, 400]],
    keyboard: !isStill, dragging: !isStill, scrollWheelZoom: !isStill, doubleClickZoom: !isStill, touchZoom: !isStill, boxZoom: !isStill,
    zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
  });
  if (!isStill) L.control.zoom({ zoomInTitle: source.wordIn, zoomOutTitle: source.wordOut }).addTo(map);
  const attribution = L.control.attribution({ prefix: false }).addTo(map);
  if (source.tiles) {
    L.tileLayer(source.tiles, { maxZoom: 18 }).addTo(map);
    attribution.addAttribution(escaped(source.attribution));
  } else {
    L.geoJSON(ground.outlines, {
      interactive: false, smoothFactor: 1.2, style: (feature) => ({ className: `outline ${feature.properties.kind}` }),
    }).addTo(map);
    writeNames(map, ground.names);
    attribution.addAttribution("Natural Earth, GeoNames");
  }
  return map;
}

function escaped(text) {
  const element = document.createElement("span");
  element.textContent = text;
  return element.innerHTML;
}

class ResultsMap {
  constructor(side) {
    this.side = side;
    this.canvas = side.querySelector("[data-map]");
    this.toggle = side.querySelector(".map-toggle");
    this.here = side.querySelector(".map-here");
    this.markers = new Map();
    this.toggle.addEventListener("click", () => this.show(this.canvas.hidden || !this.map));
    this.here.addEventListener("click", () => this.searchHere());
    this.canvas.addEventListener("keydown", (event) => this.pressed(event));
    document.addEventListener("htmx:load", () => this.refresh());
    document.addEventListener("click", ({ target }) => target.closest?.(".to-map-side") && this.show(true));
    document.addEventListener("focusin", ({ target }) => this.mark(target.closest?.("[id^='hit-'], [id^='spot-']")?.id));
    document.addEventListener("pointerover", ({ target }) => this.mark(target.closest?.("[id^='hit-'], [id^='spot-']")?.id));
    WIDE.addEventListener("change", () => WIDE.matches && this.show(true));
    if (WIDE.matches) (window.requestIdleCallback ?? setTimeout)(() => this.show(true));
  }

  async show(isShown) {
    this.side.classList.toggle("is-shown", isShown);
    this.toggle.setAttribute("aria-expanded", String(isShown));
    this.canvas.hidden = !isShown;
    if (!isShown || this.isLoading) return;
    if (this.map) return this.map.invalidateSize();
    this.isLoading = true;
    const source = this.canvas.dataset;
    const ground = await load(source);
    this.map = draw(this.canvas, source, ground);
    this.map.setView([50, 10], 4, { animate: false });
    this.layer = L.markerClusterGroup({ showCoverageOnHover: false, maxClusterRadius: 45, iconCreateFunction: (cluster) => this.heap(cluster) });
    this.map.addLayer(this.layer);
    this.refresh();
    // Only what the person moves leads to "search here".
    for (const name of ["dragend", "zoomend"]) this.map.on(name, () => { this.here.hidden = this.isMoving; });
    this.map.on("moveend", () => { this.isMoving = false; });
    this.canvas.addEventListener("keyup", ({ key }) => { if (key.startsWith("Arrow")) this.here.hidden = false; });
  }

  heap(cluster) {
    const count = cluster.getChildCount();
    return L.divIcon({ html: `<span>${count}</span>`, className: "map-heap", iconSize: [40, 40] });
  }

  // New results: other markers, the same map.
  refresh() {
    const element = document.querySelector(this.canvas.dataset.results);
    if (!this.map || !element || element === this.shown) return;
    this.shown = element;
    this.map.invalidateSize({ animate: false });
    const { points, circle } = JSON.parse(element.textContent);
    this.layer.clearLayers();
    this.markers.clear();
    for (const point of points) this.add(point);
    this.frame(points, circle);
    this.here.hidden = true;
  }

  add(point) {
    const marker = L.marker(point.place, {
      icon: L.divIcon({ className: "map-pin", iconSize: [22, 22] }), title: point.name, alt: point.name, riseOnHover: true,
    });
    marker.on("add", () => {
      const element = marker.getElement();
      element.setAttribute("aria-label", [point.name, point.text].filter(Boolean).join(", "));
      element.dataset.key = point.key;
      element.addEventListener("focus", () => this.markHit(point.key));
      element.addEventListener("blur", () => this.markHit(""));
    });
    marker.on("click", () => this.goToHit(point.key));
    marker.on("keypress", ({ originalEvent }) => originalEvent.key === "Enter" && this.goToHit(point.key));
    this.layer.addLayer(marker);
    this.markers.set(point.key, marker);
    this.offer(point.key);
  }

  frame(points, circle) {
    this.isMoving = true;
    this.circle?.remove();
    if (circle) {
      const [latitude, longitude, kilometres] = circle;
      this.circle = L.circle([latitude, longitude], { radius: kilometres * 1000, interactive: false, className: "map-circle" });
      this.circle.addTo(this.map);
      this.map.fitBounds(this.circle.getBounds(), { animate: false });
    } else if (points.length) {
      this.map.fitBounds(points.map((point) => point.place), { maxZoom: POINT_ZOOM, padding: [30, 30], animate: false });
    }
    this.isMoving = false;
  }

  // From the map to the list, from the list to the map.
  goToHit(key) {
    const link = document.querySelector(`#${CSS.escape(key)} :is(h2, h3) a`);
    link?.scrollIntoView({ block: "center" });
    link?.focus({ preventScroll: true });
  }

  offer(key) {
    const hit = document.getElementById(key);
    if (!hit || hit.querySelector(".to-map")) return;
    const name = hit.querySelector("h2, h3")?.textContent.trim() ?? "";
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button small plain to-map" });
    button.textContent = this.canvas.dataset.wordShow;
    button.setAttribute("aria-label", `${this.canvas.dataset.wordShow}: ${name}`);
    button.addEventListener("click", () => this.goToMarker(key));
    hit.append(button);
  }

  async goToMarker(key) {
    await this.show(true);
    const marker = this.markers.get(key);
    this.from = key;
    this.layer.zoomToShowLayer(marker, () => this.marker(key)?.focus());
  }

  // The marker itself, or the heap that it lies in.
  marker(key) {
    const marker = this.markers.get(key);
    return marker && (this.layer.getVisibleParent(marker) ?? marker).getElement?.();
  }

  mark(key) {
    if (key === this.marked || !this.map) return;
    this.markers.size && this.marker(this.marked)?.classList.remove("is-marked");
    this.marked = key;
    this.marker(key)?.classList.add("is-marked");
  }

  markHit(key) {
    document.querySelector(".is-on-map")?.classList.remove("is-on-map");
    if (key) document.getElementById(key)?.classList.add("is-on-map");
  }

  pressed(event) {
    if (event.key !== "Escape") return;
    const back = document.querySelector(`#${CSS.escape(this.from ?? "count")} .to-map`) ?? document.getElementById("count");
    back?.focus();
  }

  searchHere() {
    const bounds = this.map.getBounds();
    const { lat, lng } = bounds.getCenter();
    const high = (bounds.getNorth() - bounds.getSouth()) / 2 * KILOMETRES_A_DEGREE;
    const wide = (bounds.getEast() - bounds.getWest()) / 2 * KILOMETRES_A_DEGREE * Math.cos(lat * Math.PI / 180);
    searchAt(Math.max(-85, Math.min(85, lat)), L.Util.wrapNum(lng, [-180, 180], true), Math.min(high, wide));
  }
}

// One place: small, still, and only once somebody scrolls to it.
async function drawPoint(element) {
  const source = document.querySelector("[data-map-source]")?.dataset;
  if (!source) return;
  const ground = await load(source);
  const canvas = Object.assign(document.createElement("div"), { className: "map small" });
  canvas.setAttribute("aria-hidden", "true");
  element.prepend(canvas);
  const place = element.dataset.mapPoint.split(",").map(Number);
  const map = draw(canvas, source, ground, true).setView(place, source.tiles ? 14 : POINT_ZOOM);
  L.marker(place, { icon: L.divIcon({ className: "map-pin", iconSize: [22, 22] }), interactive: false, keyboard: false }).addTo(map);
}

const side = document.getElementById("map-side");
if (side) new ResultsMap(side);
const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) if (isIntersecting) seen.unobserve(target), drawPoint(target);
});
for (const element of document.querySelectorAll("[data-map-point]")) seen.observe(element);
