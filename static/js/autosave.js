// What is typed saves itself (htmx, templates/bands/_press_autosaver.html). Here: the preview follows, what is wrong stands
// at its field without the field being touched, and nothing is lost by leaving or by a line that is down.
(() => {
  "use strict";
  const SIGNED_OUT = 401;
  const AGAIN = 10_000;  // milliseconds until what found no connection is sent again
  const saving = document.querySelector("[data-autosave]");
  if (!saving) return;
  const form = saving.closest("form");
  const words = saving.querySelector(".autosave-words");
  const preview = document.querySelector(".press-preview iframe");
  let typed = "isUnsaved" in saving.dataset ? 1 : 0;  // a page that came back with what could not be saved
  let sent = 0, kept = 0, isOnItsWay = false, held = null, again = 0;

  const isUnsaved = () => typed !== kept;
  const saveNow = () => { if (isUnsaved()) htmx.trigger("#autosaver", "save"); };

  form.addEventListener("input", () => { typed += 1; });
  form.addEventListener("htmx:beforeSend", () => {
    sent = typed;
    isOnItsWay = true;
  });
  form.addEventListener("htmx:afterRequest", ({ detail: { xhr } }) => {
    const status = leadsAway(xhr) ? SIGNED_OUT : xhr.status;
    isOnItsWay = false;
    if (status === 200) kept = sent;
    if ([200, 409].includes(status)) follow();
    if ([200, 409, 422].includes(status)) showFaults();
    else say({ 0: "offline", [SIGNED_OUT]: "signed-out" }[status] ?? "failed");
    clearTimeout(again);
    if (!status) again = setTimeout(saveNow, AGAIN);
    if (held) goOn(status);
  });

  // Whose session is over is not led away from what they have typed. Who has signed in again, on another page, has another
  // token than this one was made with.
  const leadsAway = (xhr) => Boolean(xhr.getResponseHeader("HX-Redirect"));
  form.addEventListener("htmx:beforeOnLoad", (event) => { if (leadsAway(event.detail.xhr)) event.preventDefault(); });
  form.addEventListener("htmx:configRequest", ({ detail: { parameters } }) => {
    parameters.csrfmiddlewaretoken = renewToken(form) ?? parameters.csrfmiddlewaretoken;
  });

  function renewToken({ elements: { csrfmiddlewaretoken: field } }) {
    const token = document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/)?.[1];
    if (token && field) field.value = token;
    return token;
  }

  // The page's own words about troubles stand at its top, where somebody who types does not see them.
  for (const trouble of ["htmx:sendError", "htmx:responseError"]) {
    form.addEventListener(trouble, (event) => event.stopPropagation());
  }

  function say(kind) {
    words.replaceChildren(saving.querySelector(`[data-unsaved=${kind}]`).content.cloneNode(true));
  }

  // One that was never unfolded is empty.
  const isShown = () => Boolean(preview) && preview.contentWindow.location.href !== "about:blank";

  // A browser that loads a frame again leaves it where it was scrolled to.
  function follow() {
    if (isShown()) preview.contentWindow.location.reload();
  }

  // It begins at what is written on this page. (An address with a # would move the page around the frame, too.)
  preview?.addEventListener("load", function begin() {
    if (!isShown()) return;
    preview.removeEventListener("load", begin);
    const shown = preview.contentWindow, part = shown.document.getElementById(preview.dataset.at);
    if (part) shown.scrollTo(0, part.offsetTop - shown.innerHeight / 4);
  });

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

  // What is pressed waits for what was typed last: else one would publish what nobody has looked at, be refused for one's
  // own words on their way, or leave the page for none where there is no connection.
  document.addEventListener("submit", (event) => {
    renewToken(event.target);
    const isOwn = event.target === form;
    if (!isOwn && !event.target.querySelector("[name=seen]")) return;
    if (!isUnsaved() && !isOnItsWay) return;
    const isAtRest = !form.querySelector("#autosaver[hx-post]");
    if (isOwn && isAtRest) {
      kept = typed;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    held = event.target.action;
    if (isAtRest) goOn(409);
    else saveNow();
  }, true);

  // The form's own button then brings the page with what is wrong in it, but never over what somebody else wrote before that
  // was read. The note with the other button was replaced meanwhile: it is found again by where it leads.
  function goOn(status) {
    if (status === 200 && isUnsaved()) return saveNow();
    const waiting = [...document.forms].find((each) => each.action === held);
    held = null;
    if (waiting === form && ![0, 409, SIGNED_OUT].includes(status)) kept = typed;
    if (isUnsaved()) toldBy().focus();
    else waiting?.requestSubmit();
  }

  // A page that came back has said at its top why nothing was saved.
  const toldBy = () => (words.textContent.trim() ? words : document.querySelector(".error-summary") ?? words);

  document.addEventListener("visibilitychange", saveNow);
  addEventListener("online", saveNow);
  addEventListener("beforeunload", (event) => { if (isUnsaved()) event.preventDefault(); });
})();
