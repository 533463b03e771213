// Comforts of pages that search (templates/components/search/): the address stays short, a night more can be said, the
// device can say where it is. Without this script the same form asks the same.

const form = () => document.getElementById("filters");

// What is half written is not asked for when another field has changed: leaving this one is a change of its own.
let written = null;
document.addEventListener("input", ({ target }) => { written = target; });
document.addEventListener("change", ({ target }) => { if (target === written) written = null; });
const isWriting = () => written && written === document.activeElement;

// What is empty asks nothing, and stays out of the address.
document.addEventListener("htmx:configRequest", (event) => {
  const { detail } = event;
  if (!detail.elt.matches("form.filters")) return;
  if (detail.triggeringEvent?.type === "change" && isWriting()) return event.preventDefault();
  for (const field of form().querySelectorAll("[name]:not([data-keep])")) {
    const values = detail.formData.getAll(field.name).filter((value) => value !== "");
    detail.formData.delete(field.name);
    for (const value of new Set(values)) detail.formData.append(field.name, value);
  }
});
addEventListener("submit", ({ target }) => {
  if (!target.matches?.("form.filters") || target.hasAttribute("hx-get")) return;
  for (const field of target.querySelectorAll("[name]:not([data-keep])")) field.disabled = field.value === "";
});

// As soon as the last night is said, there is room for another.
const MOST_NIGHTS = 14;
document.addEventListener("input", ({ target }) => {
  const nights = target.closest?.(".nights-field");
  if (!nights || !target.value || target !== nights.lastElementChild || nights.children.length >= MOST_NIGHTS) return;
  const next = target.cloneNode();
  next.value = "";
  next.removeAttribute("id");
  next.setAttribute("aria-label", nights.dataset.name.replace("#", nights.children.length + 1));
  nights.append(next);
});

// A town that is typed replaces the place that the device or the map has said.
document.addEventListener("input", ({ target }) => {
  const near = form()?.elements.near;
  if (near && target.name === "city") near.value = "";
});

// "Near me": only after a press, and rounded to about a kilometre before it goes anywhere.
document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-near-me]");
  if (!button) return;
  const words = button.parentElement.querySelector("[role=status]");
  const fail = () => { button.removeAttribute("aria-busy"); words.textContent = words.dataset.failed; };
  if (!navigator.geolocation) return fail();
  words.textContent = "";
  button.setAttribute("aria-busy", "true");
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    button.removeAttribute("aria-busy");
    searchAt(coords.latitude, coords.longitude);
  }, fail, { maximumAge: 600000, timeout: 15000 });
});

// Search around a place; a radius in kilometres is widened to the next that there is to choose, in the unit chosen.
export function searchAt(latitude, longitude, kilometres = null) {
  const { elements } = form();
  elements.near.value = `${latitude.toFixed(2)},${longitude.toFixed(2)}`;
  if (elements.city) elements.city.value = "";
  if (elements["city-id"]) elements["city-id"].value = "";
  if (kilometres !== null) {
    const wanted = elements.radius_unit?.value === "mi" ? kilometres / 1.609344 : kilometres;
    const sizes = [...elements.radius_km.options].map((option) => Number(option.value));
    elements.radius_km.value = String(sizes.find((size) => size >= wanted) ?? sizes.at(-1));
  }
  form().requestSubmit();
}

// A press on a chip takes the chip away: the focus goes to the number of hits, not back to the top of the page.
document.addEventListener("htmx:afterSettle", () => {
  if (document.activeElement === document.body) document.getElementById("count")?.focus({ preventScroll: true });
});

// Asked: on a phone the form folds, so that the results are seen.
addEventListener("submit", ({ target }) => {
  if (target.matches?.("form.filters") && matchMedia("(width < 48rem)").matches) target.closest("details")?.removeAttribute("open");
});

// Open facets stay open while one chooses among them.
let areFacetsOpen = false;
document.addEventListener("toggle", ({ target }) => {
  if (target.matches?.(".facets")) areFacetsOpen = target.open;
}, true);
document.addEventListener("htmx:load", () => {
  const facets = document.querySelector(".facets");
  if (facets && areFacetsOpen) facets.open = true;
});
