// "Request a date" in place: the form comes into the page, for the night that was picked in the calendar. Who is not
// signed in is led to the form's own page by way of the sign-in; without this script all are, by links.
(() => {
  "use strict";
  const place = document.getElementById("request");
  const calendar = document.querySelector("[data-pick-nights]");
  if (!place || !calendar) return;

  function ask(night) {
    const address = night ? `${place.dataset.address}?night=${night}` : place.dataset.address;
    if (!("inPlace" in place.dataset)) return location.assign(address);
    htmx.ajax("GET", address, { target: place, swap: "innerHTML" }).then(() => {
      place.scrollIntoView({ block: "nearest" });
      place.querySelector("input:not([type=hidden])")?.focus();
    });
  }

  function nightOf(element) {
    const cell = element.closest?.("td[data-date]:not(.out)");
    return cell?.querySelector(".tape.free, .tape.pending") && !element.closest("a") ? cell.dataset.date : "";
  }

  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest("[data-request], [data-pick-nights] a.ask");
    const night = link ? new URL(link.href).searchParams.get("night") : calendar.contains(event.target) && nightOf(event.target);
    if (!link && !night) return;
    event.preventDefault();
    ask(night);
  });
  calendar.addEventListener("keydown", (event) => {
    const night = event.key === "Enter" && event.target.matches("td") && nightOf(event.target);
    if (night) {
      event.preventDefault();
      ask(night);
    }
  });
})();
