// Live fragments. <div id data-live="TOPIC" data-version="N" data-live-url="/its/own/fragment/"> asks for itself again
// when the stream announces a newer version of its topic; one that shows several names them all, parted by spaces, with
// their versions in the same order. A private topic carries data-live-token, on itself or around itself, and
// data-live-token-url to renew it; what is refused there is not listened to. Every minute, and when the stream fails, the
// page asks by itself. With data-live-keeps it waits while something is written in it, and folds (<summary id>) stay open.
(() => {
  "use strict";
  const base = document.querySelector("meta[name=live-url]")?.content;
  const POLL = 60_000;
  const MISSED = 10_000; // many pages hear of it at once, and ask at different moments
  const CALM = 150; // one request for a burst of changes
  const known = new Map(); // topic -> newest version announced
  const newer = new Set(); // ids of fragments whose answer was newer than the page
  const unfolded = new Map(); // id of a fragment that is being replaced -> summaries of what is open in it
  const REFUSED = ""; // instead of a token
  const tokens = new Map(); // token address -> renewed token
  let source = null;
  let opened = "";
  let failures = 0;
  let soon = null;

  const isRefused = (element) => tokenOf(element) === REFUSED;
  const topics = () => [...new Set(elements().filter((element) => !isRefused(element)).flatMap(topicsOf))].sort();
  const elements = () => [...document.querySelectorAll("[data-live][data-live-url]")];
  const topicsOf = (element) => element.dataset.live.split(" ");
  const versionsOf = (element) => (element.dataset.version || "0").split(" ").map(Number);
  // Whether one of these versions, in the order of the element's topics, is newer than what it shows.
  const isNewer = (versions, element) => versions.some((newest, index) => newest > (versionsOf(element)[index] ?? -1));
  const announcedOf = (names) => names.map((topic) => known.get(topic) ?? -1);
  const isStale = (element) => isNewer(announcedOf(topicsOf(element)), element);

  function streamAddress() {
    const query = new URLSearchParams();
    for (const topic of topics()) query.append("topic", topic);
    for (const token of new Set(elements().map(tokenOf).filter(Boolean))) query.append("token", token);
    return `${base}/stream?${query}`;
  }

  function tokenOf(element) {
    const holder = element.closest("[data-live-token]");
    return holder && (tokens.get(holder.dataset.liveTokenUrl) ?? holder.dataset.liveToken);
  }

  // Opens the stream, or leaves it alone while it serves the topics of this page.
  function open() {
    const wanted = topics().join();
    if (wanted === opened && source?.readyState !== EventSource.CLOSED) return;
    source?.close();
    opened = wanted;
    if (!base || !wanted || document.hidden) return show(false);
    source = new EventSource(streamAddress());
    source.addEventListener("open", () => { failures = 0; show(true); });
    source.addEventListener("version", (event) => hear(JSON.parse(event.data)));
    source.addEventListener("typing", (event) => {
      document.dispatchEvent(new CustomEvent("stageslot:typing", { detail: JSON.parse(event.data) }));
    });
    source.addEventListener("missed", () => setTimeout(askAll, Math.random() * MISSED));
    source.addEventListener("renew", ({ target }) => {
      target.close(); // else it would come again with the old token
      renew();
    });
    source.addEventListener("error", () => {
      show(false);
      // CONNECTING means the browser tries again by itself; CLOSED means it was refused, often an old token.
      if (source.readyState === EventSource.CLOSED) setTimeout(renew, Math.min(60_000, 1_000 * 2 ** failures++));
    });
  }

  // Fragments that may not be had any more ask at once, so that the page says so.
  async function renew() {
    const before = elements().filter(isRefused);
    const holders = [...document.querySelectorAll("[data-live-token-url]")];
    await Promise.all([...new Set(holders.map((holder) => holder.dataset.liveTokenUrl))].map(async (url) => {
      const answer = await fetch(url, { headers: { "HX-Request": "true" } }).catch(() => null);
      if (answer?.ok && !answer.redirected) tokens.set(url, (await answer.text()).trim());
      else if ([401, 403, 404].includes(answer?.status)) tokens.set(url, REFUSED);
    }));
    opened = "";
    open();
    for (const element of elements()) if (isRefused(element) && !before.includes(element)) ask(element);
  }

  function show(isOpen) {
    document.documentElement.dataset.stream = isOpen ? "open" : "closed";
  }

  function hear({ topic, version: newest }) {
    if (newest > (known.get(topic) ?? -1)) known.set(topic, newest);
    clearTimeout(soon);
    soon = setTimeout(catchUp, CALM);
  }

  function catchUp() {
    for (const element of elements()) if (isStale(element)) ask(element);
  }

  // Somebody who types in a fragment, or marks days on it, is not interrupted: it asks when they are done.
  const TYPING = ":is(textarea, select, input:not([type=checkbox], [type=radio])):focus, [data-paint] :focus";
  const isWritten = (field) => field.matches("select")
    ? field.selectedIndex !== Math.max(0, [...field.options].findIndex((option) => option.defaultSelected))
    : field.type !== "hidden" && field.value !== field.defaultValue;
  const isInUse = (element) => Boolean(element.querySelector(`${TYPING}, .is-painting`))
    || ("liveKeeps" in element.dataset && [...element.querySelectorAll("textarea, input, select")].some(isWritten));

  // A newer version may be announced while an answer is under way: then again, a second later, as often as that
  // happens. An answer that stays behind although nothing newer was announced is asked for only once more.
  async function ask(element, isLast = false) {
    if (element.dataset.asking || isInUse(element)) return;
    element.dataset.asking = "yes";
    const names = topicsOf(element);
    const before = announcedOf(names).join();
    try {
      await htmx.ajax("GET", element.dataset.liveUrl, { source: element, target: element, swap: "outerHTML" });
    } catch {
      // No connection: it asks again when there is one, and every minute.
    } finally {
      delete element.dataset.asking;
      if (!isLast || announcedOf(names).join() !== before) setTimeout(() => askAgain(element.id), 1_000);
    }
  }

  function askAll() {
    if (!document.hidden) elements().forEach((element) => ask(element));
  }

  function askAgain(id) {
    const element = document.getElementById(id);
    if (element && isStale(element)) ask(element, true);
  }

  // What came back is no newer: leave the page, its focus and its selection alone.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target, xhr, requestConfig } = event.detail;
    if (!target?.dataset?.live || requestConfig?.elt !== target || requestConfig.verb !== "get") return;
    const came = /\bdata-version="([\d ]+)"/.exec(xhr.responseText)?.[1];
    // Somebody may have begun to write while the answer was under way.
    if (isInUse(target) || (came !== undefined && !isNewer(came.split(" ").map(Number), target))) {
      event.detail.shouldSwap = false;
      return;
    }
    newer.add(target.id);
    if ("liveKeeps" in target.dataset) unfolded.set(target.id, target.querySelectorAll("details[open] > summary[id]"));
  });
  document.addEventListener("htmx:afterSwap", ({ detail: { elt } }) => {
    for (const { id } of unfolded.get(elt?.id) ?? []) document.getElementById(id)?.parentElement.setAttribute("open", "");
    unfolded.delete(elt?.id);
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const element = event.detail.elt;
    if (newer.delete(element?.id)) element.classList.add("is-fresh");
    open();
  });

  document.addEventListener("focusout", () => setTimeout(catchUp, CALM));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      source?.close();
      opened = "";
      show(false);
    } else {
      renew();
      askAll();
    }
  });
  addEventListener("online", () => { renew(); askAll(); });
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (event) => { if (event.persisted) renew(); });
  setInterval(askAll, POLL);
  open();
})();
