// The time that is left to pay for a slot: ticks from what the server said was left when it answered, whatever the clock
// of this machine says. When it is over, the live fragment around it asks for its state, and again until it is another
// one. Also for what comes into the page later. Without scripts the page says until when.
(() => {
  "use strict";
  const AGAIN = 15; // seconds: the provider may still say that somebody has paid

  function start(timer) {
    const left = Number(timer.dataset.secondsLeft);
    const begun = Date.now();
    let until = left > 0 ? left : AGAIN;
    const tick = () => {
      if (!timer.isConnected) return clearInterval(ticking);
      const gone = (Date.now() - begun) / 1000;
      const rest = Math.max(0, Math.ceil(left - gone));
      timer.textContent = `${Math.floor(rest / 60)}:${String(rest % 60).padStart(2, "0")}`;
      if (gone < until) return;
      until = gone + AGAIN;
      for (const words of timer.parentElement.querySelectorAll("span")) words.hidden = !("timeOver" in words.dataset);
      ask(timer.closest("[data-live-url]"));
    };
    timer.dataset.ticks = "";
    timer.hidden = false;
    const ticking = setInterval(tick, 1000);
    tick();
  }

  function ask(fragment) {
    htmx.ajax("GET", fragment.dataset.liveUrl, { source: fragment, target: fragment, swap: "outerHTML" }).catch(() => {});
  }

  function startAll() {
    for (const timer of document.querySelectorAll("[data-seconds-left]:not([data-ticks])")) start(timer);
  }

  document.addEventListener("htmx:afterSettle", startAll);
  // A page that comes back from the history would count from the wrong moment.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  startAll();
})();
