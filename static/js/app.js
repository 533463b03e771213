// Small comforts of every page. Nothing here is needed: each form and link works without it.
(() => {
  "use strict";

  const { keptAt, reader } = document.documentElement.dataset;

  // Theme: the form's answer is a cookie; the same cookie, without a reload.
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-theme-switch]");
    const theme = event.submitter?.value;
    if (!form || !theme) return;
    event.preventDefault();
    const [prefix, secure] = location.protocol === "https:" ? ["__Host-", "; secure"] : ["", ""];
    document.cookie = `${prefix}theme=${theme}; path=/; max-age=31536000; samesite=lax${secure}`;
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    for (const button of form.querySelectorAll("button[name=theme]")) {
      button.setAttribute("aria-pressed", String(button === event.submitter));
    }
  });

  // Menus: one open at a time, closed by Escape or a press elsewhere.
  const openMenus = () => document.querySelectorAll("details.menu[open]");
  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of openMenus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // What somebody unfolded stays so from page to page, until the window is closed: <details data-keep="its name">.
  document.addEventListener("toggle", ({ target }) => {
    if (target.dataset?.keep) sessionStorage.setItem(`open ${target.dataset.keep}`, target.open ? "yes" : "");
  }, true);
  for (const fold of document.querySelectorAll("details[data-keep]")) {
    fold.open ||= sessionStorage.getItem(`open ${fold.dataset.keep}`) === "yes";
  }

  // A form on its way: the pressed control shows it, and a second press does nothing.
  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    submitter?.setAttribute("aria-busy", "true");
  });
  // Back from the browser's cache the form may be sent again.
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
    for (const control of document.querySelectorAll("[aria-busy=true]")) control.removeAttribute("aria-busy");
  });

  // What htmx puts into a page speaks the language of the page, and an address that names one goes on naming it.
  const language = document.documentElement.lang;
  document.addEventListener("htmx:configRequest", ({ detail }) => { detail.headers["Page-Language"] = language; });
  document.addEventListener("htmx:beforeHistoryUpdate", ({ detail: { history } }) => {
    const next = new URL(history.path, location.href);
    if (new URLSearchParams(location.search).get("lang") !== language || next.searchParams.has("lang")) return;
    history.path = `${next.pathname}${next.search}${next.search ? "&" : "?"}lang=${language}${next.hash}`;
  });

  // A question before what cannot be undone: <form data-ask="…"> or <button data-ask="…">. htmx has hx-confirm.
  document.addEventListener("submit", (event) => {
    const question = event.submitter?.dataset.ask ?? event.target.dataset.ask;
    if (question && !confirm(question)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);

  // Copy a link: <button data-copy="#id of the field or element">, or the text itself.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const source = button.dataset.copy.startsWith("#") && document.querySelector(button.dataset.copy);
    await navigator.clipboard.writeText(source ? source.value ?? source.textContent.trim() : button.dataset.copy);
    announce(button.dataset.copied || "✓");
    button.classList.add("is-done");
  });

  // The way to a place, in the phone's own map: <a data-route="latitude,longitude" data-place="its address">. iOS knows no geo:
  // links (RFC 5870). Elsewhere the link leads to a map of directions.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-route]");
    if (!link || !matchMedia("(pointer: coarse)").matches || event.metaKey || event.ctrlKey) return;
    const { route, place } = link.dataset;
    const wanted = encodeURIComponent(route === "0,0" ? place : place ? `${route}(${place})` : route);
    const isApple = /iPhone|iPad|iPod/.test(navigator.userAgent);
    event.preventDefault();
    location.href = isApple ? `maps://?daddr=${encodeURIComponent(route === "0,0" ? place : route)}` : `geo:${route}?q=${wanted}`;
  });

  // Share a link, else this page: <button data-share="URL or nothing" data-share-title="...">, by the phone's own sheet, else
  // by copying it. One that is hidden is shown only where there is such a sheet.
  const offerSharing = (root) => {
    if (navigator.share) for (const button of root.querySelectorAll("[data-share][hidden]")) button.hidden = false;
  };
  offerSharing(document);
  document.addEventListener("htmx:afterSettle", (event) => event.detail.elt && offerSharing(event.detail.elt));
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-share]");
    if (!button) return;
    const url = button.dataset.share || document.querySelector("link[rel=canonical]")?.href || location.href;
    if (navigator.share) return navigator.share({ title: button.dataset.shareTitle, url }).catch(() => {});
    await navigator.clipboard.writeText(url);
    button.lastChild.textContent = button.dataset.copied;
    announce(button.dataset.copied);
  });

  // What is folded on the screen is read on paper.
  addEventListener("beforeprint", () => document.querySelectorAll("details[data-print]").forEach((each) => { each.open = true; }));

  // After an answer that found something wrong, go to what it says; say aloud what changed.
  document.addEventListener("htmx:afterSettle", (event) => {
    const { xhr, elt, requestConfig } = event.detail;
    // What is asked as one fills in a form, or read aloud as it changes, leaves the focus in the field one is at.
    const isAside = requestConfig?.triggeringEvent?.type === "change" || requestConfig?.elt.matches("[data-aside]")
      || elt.matches?.("[aria-live]");
    if (xhr && [409, 413, 422].includes(xhr.status) && !isAside) focusFirst(elt);
    const words = elt?.matches?.("[data-announce]") ? elt : elt?.querySelector?.("[data-announce]");
    if (words) announce(words.dataset.announce);
  });
  document.addEventListener("htmx:responseError", (event) => tell(event.detail.xhr.status));
  document.addEventListener("htmx:sendError", () => tell(0));

  // Focus stays where it was when a fragment is replaced under it: on the same day, the same button, the same way on.
  // (htmx itself takes care of what has an id.) Where a calendar turned its page, on the same day of what it shows now.
  // Where what was pressed is gone, because it is done, to what says so, or to the heading of what came.
  let places = null;
  let swapped = "";
  document.addEventListener("htmx:beforeSwap", (event) => {
    const active = document.activeElement;
    places = event.detail.target?.contains(active) ? placesOf(active) : null;
    swapped = event.detail.target?.id;
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const root = event.detail.elt;
    // What comes along out of band settles too, and has nothing to do with where one was.
    const isElsewhere = swapped && !document.getElementById(swapped)?.contains(root);
    if (!places || !root?.querySelector || isElsewhere) return;
    if (document.activeElement === document.body) {
      (places.map((each) => root.querySelector(each)).find(Boolean) ?? landing(root)).focus();
    }
    places = null;
  });

  function landing(root) {
    const place = root.querySelector("[data-landing]") ?? root.querySelector(".note, h2, h3, legend") ?? root;
    place.tabIndex = -1;
    return place;
  }

  function placesOf(element) {
    const date = element.closest("td[data-date]")?.dataset.date;
    if (date) {
      const sameDay = inCell(`[data-date$="${date.slice(-3)}"]:not(.out)`);
      return [inCell(`[data-date="${date}"]`), sameDay, "[data-grid] [tabindex='0']"];
    }
    const sent = ["hx-post", "formaction"].find((name) => element.hasAttribute(name));
    if (sent) return [`[${sent}="${CSS.escape(element.getAttribute(sent))}"]`];
    if (element.rel) return [`a[rel="${CSS.escape(element.rel)}"]`];
    return element.name ? [`[name="${CSS.escape(element.name)}"][value="${CSS.escape(element.value)}"]`] : [];
  }

  const inCell = (cell) => `td${cell} :is(a, input, button), td${cell}[tabindex]`;

  function focusFirst(root) {
    const target = root?.matches?.("[data-focus]") ? root : root?.querySelector?.("[data-focus]");
    (target ?? document.querySelector("[data-focus]"))?.focus();
  }

  function announce(text) {
    const place = document.getElementById("announcer");
    place.textContent = "";
    requestAnimationFrame(() => { place.textContent = text; });
  }

  // A fragment that could not be had leaves the page as it was; the page says so, in words the server rendered.
  function tell(status) {
    if (keptAt && status === 0) return; // the page says so already
    const kind = status === 0 ? "offline" : [401, 403, 404].includes(status) ? "refused" : "failed";
    const words = document.querySelector(`template[data-trouble=${kind}]`);
    if (words) document.getElementById("messages").replaceChildren(words.content.cloneNode(true));
  }

  // What somebody has read stays readable without a connection (templates/web/service-worker.js), in their hands alone:
  // whoever signs out or comes after them takes it away. A page that was kept says so, and its forms do nothing.
  if (keptAt) {
    const words = document.querySelector("template[data-trouble=kept]").content.cloneNode(true);
    const when = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };
    words.querySelector("time").textContent = new Date(keptAt).toLocaleString(document.documentElement.lang, when);
    if (reader) document.getElementById("messages").replaceChildren(words);
    for (const form of document.forms) form.inert = true;
    addEventListener("online", () => location.reload());
  } else if (window.caches && navigator.serviceWorker) {
    caches.keys().then((names) => {
      for (const name of names) if (name.startsWith("pages-") && name !== `pages-${reader}`) caches.delete(name);
    });
    if (reader) navigator.serviceWorker.register("/service-worker.js");
  }

  // The tab that is open is in sight where the row of tabs is longer than a phone is wide.
  for (const tab of document.querySelectorAll(".tabs > [aria-current]")) {
    const row = tab.parentElement;
    if (row.scrollWidth > row.clientWidth) row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
  }

  // A page that came back with errors starts at them, also where the browser ignores autofocus on a div.
  const summary = document.querySelector("[data-focus]");
  if (summary && document.activeElement === document.body) summary.focus();

  // A form that was sent by keyboard and comes back to its page leaves one where one was: on the same button, or, where
  // that is gone, on the part of the page around it.
  document.addEventListener("submit", ({ target: form, submitter, defaultPrevented }) => {
    const hadFocus = submitter?.matches(":focus-visible") && form.closest("main");
    if (defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post") || !hadFocus) return;
    const around = [...parts(form)].map(({ id }) => id);
    const pressed = { action: form.getAttribute("action"), name: submitter.name, value: submitter.value, around };
    sessionStorage.setItem("pressed", JSON.stringify({ path: location.pathname, ...pressed }));
  });
  function* parts(element) {
    for (let part = element.closest("[id]"); part && part.id !== "main"; part = part.parentElement?.closest("[id]")) yield part;
  }
  const pressed = JSON.parse(sessionStorage.getItem("pressed") ?? "null");
  sessionStorage.removeItem("pressed");
  if (pressed?.path === location.pathname && !location.hash && document.activeElement === document.body) {
    const form = [...document.querySelectorAll("main form")].find((each) => each.getAttribute("action") === pressed.action);
    const buttons = [...form?.querySelectorAll("button:not([tabindex])") ?? []];
    const same = buttons.find(({ name, value }) => name === pressed.name && value === pressed.value);
    const around = pressed.around.map((id) => document.getElementById(id)).find(Boolean) ?? document.getElementById("main");
    (same?.checkVisibility() ? same : around && landing(around))?.focus();
  }

  // In a row that is pushed sideways, where one is stands in view.
  for (const current of document.querySelectorAll(".press-places [aria-current]")) {
    current.scrollIntoView({ inline: "center", block: "nearest" });
  }
})();
