// Who goes on before a page has slid in skips the rest of that: nothing is wrong then, and nothing is to be said. A page may
// also begin to slide in before its sheets are there, which allow that; it is skipped too. Hence this comes before them.
(() => {
  "use strict";
  function mayBeSkipped(transition) {
    for (const end of [transition?.ready, transition?.finished, transition?.updateCallbackDone]) end?.catch(() => {});
  }
  for (const name of ["pageswap", "pagereveal"]) addEventListener(name, (event) => mayBeSkipped(event.viewTransition));
  mayBeSkipped(document.activeViewTransition);
})();
