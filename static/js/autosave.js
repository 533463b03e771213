// What is typed saves itself (htmx, templates/bands/_press_autosaver.html). Here: the preview follows, what is wrong stands
// at its field without the field being touched, and nothing is lost by leaving or by a line that is down.
(() => {
  "use strict";
  const saving = document.querySelector("[data-autosave]");
  if (!saving) return;
  const form = saving.closest("form");
  const words = saving.querySelector(".autosave-words");
  const preview = document.querySelector(".press-preview iframe");
  let typed = 0, sent = 0, kept = 0, isOnItsWay = false, held = null;

  const isUnsaved = () => typed !== kept;
  const saveNow = () => { if (isUnsaved()) htmx.trigger("#autosaver", "save"); };

  form.addEventListener("input", () => { typed += 1; });
  form.addEventListener("htmx:beforeSend", () => {
    sent = typed;
    isOnItsWay = true;
  });
  form.addEventListener("htmx:afterRequest", ({ detail: { xhr } }) => {
    isOnItsWay = false;
    if (xhr.status === 200) kept = sent;
    if ([200, 409].includes(xhr.status)) follow();
    if ([200, 409, 422].includes(xhr.status)) showFaults();
    else say(xhr.status ? "failed" : "offline");
    if (held) goOn(xhr.status === 200);
  });

  // The page's own words about troubles stand at its top, where somebody who types does not see them.
  for (const trouble of ["htmx:sendError", "htmx:responseError"]) {
    form.addEventListener(trouble, (event) => event.stopPropagation());
  }

  function say(kind) {
    words.replaceChildren(saving.querySelector(`[data-unsaved=${kind}]`).content.cloneNode(true));
  }

  // A browser that loads a frame again leaves it where it was scrolled to. One that was never unfolded is empty.
  function follow() {
    const shown = preview?.contentWindow.location;
    if (shown && shown.href !== "about:blank") shown.reload();
  }

  // As a page that came back would say it, but for the summary at its top, which would move everything.
  function showFaults() {
    for (const old of form.querySelectorAll(".error-summary, .error[id$=_error]")) old.remove();
    for (const field of form.querySelectorAll("[aria-invalid]")) {
      field.removeAttribute("aria-invalid");
      describe(field, (id) => !id.endsWith("_error"));
    }
    for (const template of words.querySelectorAll("[data-behind]")) {
      const field = document.getElementById(template.dataset.behind);
      if (!field) continue;
      field.after(template.content.cloneNode(true));
      field.setAttribute("aria-invalid", "true");
      describe(field, () => true, `${field.id}_error`);
    }
  }

  function describe(field, isKept, ...more) {
    const ids = (field.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean).filter(isKept);
    field.setAttribute("aria-describedby", [...ids, ...more].join(" "));
    if (!field.getAttribute("aria-describedby")) field.removeAttribute("aria-describedby");
  }

  // Publishing waits for what was typed last, or it would publish what nobody has looked at; the form's own button waits
  // for what is on its way, or it would be refused as somebody else's.
  document.addEventListener("submit", (event) => {
    const isOwn = event.target === form;
    if (!isOwn && !event.target.querySelector("[name=seen]")) return;
    if (navigator.onLine && (isOwn ? !isOnItsWay : !isUnsaved())) {
      if (isOwn) kept = typed;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!navigator.onLine) return say("offline");
    held = event.target.action;
    if (form.querySelector("#autosaver[hx-post]")) saveNow();
    else goOn(false);
  }, true);

  // The note with its button was replaced meanwhile: it is found again by where it leads.
  function goOn(isKept) {
    if (isKept && isUnsaved()) return saveNow();
    const waiting = [...document.forms].find((each) => each.action === held);
    held = null;
    if (waiting === form || !isUnsaved()) waiting.requestSubmit();
    else words.focus();
  }

  document.addEventListener("visibilitychange", saveNow);
  addEventListener("online", saveNow);
  addEventListener("beforeunload", (event) => { if (isUnsaved()) event.preventDefault(); });
})();
