// On the page that is shown without a connection: links to the pages that this browser keeps.
(async () => {
  "use strict";

  const section = document.querySelector("[data-kept-pages]");
  const list = document.createElement("ul");
  section.append(list);
  for (const name of await caches.keys()) {
    if (!name.startsWith("pages-")) continue;
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const copy = await (await cache.match(request)).text();
      const link = document.createElement("a");
      link.href = request.url;
      link.textContent = new DOMParser().parseFromString(copy, "text/html").title.replace(/ · StageSlot$/, "").trim();
      const row = document.createElement("li");
      row.append(link);
      list.append(row);
      section.hidden = false;
    }
  }
})();
