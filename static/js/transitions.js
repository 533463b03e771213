// Who goes on before a page has slid in skips the rest of that: nothing is wrong then, and nothing is to be said. A page may
// also begin to slide in before its sheets are there, which allow that; it is skipped too. Hence this comes before them.
// The administration never slides in: it has sheets of its own.
(() => {
  "use strict";
  function mayBeSkipped(transition) {
    for (const end of [transition?.ready, transition?.finished, transition?.updateCallbackDone]) end?.catch(() => {});
  }
  function leadsToAdministration(activation) {
    return Boolean(activation?.entry?.url) && new URL(activation.entry.url).pathname.startsWith("/admin/");
  }
  addEventListener("pageswap", ({ activation, viewTransition }) => {
    mayBeSkipped(viewTransition);
    if (leadsToAdministration(activation)) viewTransition?.skipTransition();
  });
  addEventListener("pagereveal", ({ viewTransition }) => mayBeSkipped(viewTransition));
  mayBeSkipped(document.activeViewTransition);
})();
