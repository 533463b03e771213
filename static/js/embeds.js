// Players of other sites: nothing is asked of them before somebody presses the button, which is a link without script.
// They learn which site it was pressed on, and not which page: the address may be a secret.
(() => {
  "use strict";
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-embed]");
    if (!button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const frame = document.createElement("iframe");
    frame.title = button.dataset.title;
    frame.allow = "encrypted-media; fullscreen; picture-in-picture";
    frame.referrerPolicy = "strict-origin";
    frame.src = button.dataset.embed;
    button.nextElementSibling?.remove();
    button.replaceWith(frame);
    frame.focus();
  });
})();
