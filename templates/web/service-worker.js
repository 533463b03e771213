{% load static %}// What a browser shows without a connection: pages that the site has let it keep (web/offline.py), else where they are.
// It answers for nothing else; with a connection each page comes from the site, as if this were not here.
"use strict";

const PAGES = "pages-"; // and who reads them
const FILES = "files";
const OFFLINE = "{% url "web:offline" %}";
const STATIC = "{% get_static_prefix %}";
const PAGES_MAX = 20;
const FILES_MAX = 200;

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(fetch(OFFLINE).then((response) => keep(FILES, OFFLINE, response)));
});

addEventListener("activate", (event) => {
  // The page is asked for while this script is still being started.
  event.waitUntil(Promise.all([clients.claim(), registration.navigationPreload?.enable()]));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (pathname.startsWith(STATIC)) event.respondWith(file(request));
});

async function page(event) {
  try {
    const response = (await event.preloadResponse) ?? (await fetch(event.request));
    const reader = response.headers.get("Offline-Copy");
    if (reader && response.ok) event.waitUntil(keep(PAGES + reader, event.request.url, response.clone()));
    return response;
  } catch {
    return (await caches.match(event.request.url, { ignoreVary: true })) ?? (await caches.match(OFFLINE)) ?? Response.error();
  }
}

async function file(request) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(request, { ignoreVary: true })) ?? Response.error();
  }
}

// The page as it came, with the time in its first tag, and the files that it names.
async function keep(cacheName, url, response) {
  const text = (await response.text()).replace("<html", `<html data-kept-at="${new Date().toISOString()}"`);
  const cache = await caches.open(cacheName);
  await cache.put(url, new Response(text, { headers: response.headers }));
  const kept = await cache.keys();
  if (cacheName !== FILES) await Promise.all(kept.slice(0, -PAGES_MAX).map((each) => cache.delete(each)));
  const named = [...text.matchAll(/(?:src|href)="([^"#?]+)/g)].map(([, address]) => address);
  await keepFiles([...new Set(named.filter((address) => address.startsWith(STATIC)))]);
}

async function keepFiles(addresses) {
  const cache = await caches.open(FILES);
  // Files of releases before: those in use are fetched again, which the browser has them for.
  if ((await cache.keys()).length > FILES_MAX) {
    for (const each of await cache.keys()) if (new URL(each.url).pathname !== OFFLINE) await cache.delete(each);
  }
  const missing = [];
  for (const address of addresses) if (!(await cache.match(address))) missing.push(address);
  await Promise.allSettled(missing.map((address) => cache.add(address)));
}
