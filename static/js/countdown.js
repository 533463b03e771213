// The time that is left to pay for a slot: ticks from what the server said was left when it answered, whatever the clock
// of this machine says. When it is over, the page asks for its state. Without scripts the page says until when.
(() => {
  "use strict";
  const AGAIN = 15; // seconds: the provider may still say that somebody has paid

  for (const timer of document.querySelectorAll("[data-seconds-left]")) {
    const left = Number(timer.dataset.secondsLeft);
    const begun = Date.now();
    const until = left > 0 ? left : AGAIN;
    const tick = () => {
      const gone = (Date.now() - begun) / 1000;
      const rest = Math.max(0, Math.ceil(left - gone));
      timer.textContent = `${Math.floor(rest / 60)}:${String(rest % 60).padStart(2, "0")}`;
      if (gone < until) return;
      clearInterval(ticking);
      location.reload();
    };
    timer.hidden = false;
    const ticking = setInterval(tick, 1000);
    tick();
  }
  // A page that comes back from the history would count from the wrong moment.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
})();
