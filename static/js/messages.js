// A thread: says that somebody is writing, marks what was seen as read, and stays at the end while new messages come.
// Everything works the same without it.
(() => {
  "use strict";
  const thread = document.querySelector("[data-thread]");
  if (!thread) return;
  const csrf = JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
  const form = document.getElementById("write");

  // ---- Writing: a word to the others every few seconds; Ctrl or Cmd with Enter sends; a draft outlives a reload.
  const TELL_EVERY = 4000;
  const draftKey = `stageslot-draft-${thread.dataset.thread}`;
  let toldAt = 0;
  const post = (url, body) => fetch(url, {
    method: "POST", body, headers: { "X-CSRFToken": csrf, "X-Requested-With": "fetch" }, keepalive: true,
  }).catch(() => null);
  const text = form?.elements.text;
  if (text) {
    text.value ||= sessionStorage.getItem(draftKey) || "";
    text.addEventListener("input", () => {
      sessionStorage.setItem(draftKey, text.value);
      if (Date.now() - toldAt < TELL_EVERY) return;
      toldAt = Date.now();
      post(thread.dataset.typingUrl);
    });
    text.addEventListener("keydown", (event) => {
      const isBusy = form.querySelector("[type=submit]").disabled; // files are on their way
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.repeat && !isBusy) form.requestSubmit();
    });
    form.addEventListener("submit", () => sessionStorage.removeItem(draftKey));
  }

  const typing = thread.querySelector(".typing");
  let quiet = null;
  document.addEventListener("stageslot:typing", ({ detail }) => {
    if (detail.thread !== thread.dataset.thread) return;
    typing.textContent = `${detail.name} ${typing.dataset.typing}`;
    clearTimeout(quiet);
    quiet = setTimeout(() => { typing.textContent = ""; }, TELL_EVERY + 2000);
  });

  // ---- Reading: what is on a page that is looked at counts as read, and the end stays in sight when it was.
  let read = 0;
  const messages = () => document.getElementById("talk");
  const isAtEnd = () => innerHeight + scrollY >= document.documentElement.scrollHeight - 200;
  function markRead() {
    const last = Number(messages()?.dataset.seen || 0);
    if (document.hidden || last <= read) return;
    const before = read;
    read = last;
    post(thread.dataset.readUrl, new URLSearchParams({ until: last })).then((answer) => {
      if (answer?.status === 429) read = before; // again with the next message, or the next look at the page
    });
  }
  let wasAtEnd = true;
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.id === "talk") wasAtEnd = isAtEnd();
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.elt?.id !== "talk") return;
    typing.textContent = "";
    if (wasAtEnd) scrollTo({ top: document.documentElement.scrollHeight });
    markRead();
  });
  // Whoever may not read the thread any more sees nothing of it any more.
  document.addEventListener("htmx:responseError", ({ detail }) => {
    if (detail.target?.id === "talk" && [403, 404].includes(detail.xhr.status)) location.reload();
  });
  document.addEventListener("visibilitychange", markRead);
  if (!location.hash) (document.getElementById("new") || form || messages())?.scrollIntoView({ block: "center" });
  markRead();
})();
