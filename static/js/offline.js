// On the page that is shown without a connection: links to the pages that this browser keeps.
(async () => {
  "use strict";

  const section = document.querySelector("[data-kept-pages]");
  const hint = document.querySelector("[data-no-pages]");
  const list = document.createElement("ul");
  const savedAt = (page) => {
    const at = new Date(page.documentElement.dataset.keptAt ?? NaN);
    if (Number.isNaN(at.valueOf())) return "";
    const words = at.toLocaleString(document.documentElement.lang, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
    return `${section.dataset.saved} ${words}`;
  };
  section.append(list);
  for (const name of await caches.keys()) {
    if (!name.startsWith("pages-")) continue;
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const copy = await (await cache.match(request)).text();
      const link = document.createElement("a");
      link.href = request.url;
      const page = new DOMParser().parseFromString(copy, "text/html");
      link.textContent = page.title.replace(/ · StageSlot$/, "").trim();
      const saved = Object.assign(document.createElement("small"), { className: "quiet", textContent: savedAt(page) });
      const row = document.createElement("li");
      row.append(link, saved);
      list.append(row);
      section.hidden = false;
      hint.hidden = true;
    }
  }
})();
