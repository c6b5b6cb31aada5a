// The service worker: keeps one whole version of the site and answers from it, so that everything works without a network. A new
// version is fetched beside it, whole or not at all, and taken once no page of the old one is open any more: a reader never gets
// files of two versions. `RELEASE` is put before this script by the build: {version, pages, files}; `pages` is the bundle of all
// pages and small files, one JSON array [path, type, text] a line, `files` are those that are fetched by themselves.
import { isWhole } from './whole.js';

const { version, pages, files } = globalThis.RELEASE;
const scope = new URL(registration.scope);
const FAMILY = `site ${scope.pathname} `;
const STORE = FAMILY + version;
const LINE_END = 10;
// Has the browser ask for the same page again, now of the new version: a second later, as the old one must have nothing to do
// before the new one takes its place.
const AGAIN = new Response('<link rel="icon" href="data:,">', { headers: { Refresh: '1', 'Content-Type': 'text/html' } });

addEventListener('install', (event) => event.waitUntil(take()));
addEventListener('activate', (event) => event.waitUntil(leaveOthers()));
addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || !url.href.startsWith(scope.href)) return;
  event.respondWith(answer(event.request, url));
});
addEventListener('message', ({ data }) => {
  if (data === 'take over') skipWaiting();
});

async function take() {
  try {
    const store = await caches.open(STORE);
    for (const file of files) await takeFile(store, new URL(file, scope).href);
    await takePages(store);
  } catch (error) {
    await caches.delete(STORE);
    throw error;
  }
}

// What another version has kept under the same name is the same: its name holds a digest.
async function takeFile(store, url) {
  const response = (await caches.match(url)) ?? (await fetchWhole(url));
  await store.put(url, response);
}

async function fetchWhole(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  const bytes = await response.clone().arrayBuffer();
  if (!(await isWhole(url, bytes))) throw new Error(`${url} is not whole`);
  return response;
}

async function takePages(store) {
  const bytes = new Uint8Array(await (await fetchWhole(new URL(pages, scope).href)).arrayBuffer());
  const text = new TextDecoder();
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(LINE_END, start);
    const [path, type, content] = JSON.parse(text.decode(bytes.subarray(start, end)));
    await store.put(new URL(path, scope).href, new Response(content, { headers: { 'Content-Type': type } }));
    start = end + 1;
  }
}

async function leaveOthers() {
  for (const name of await caches.keys()) if (name.startsWith(FAMILY) && name !== STORE) await caches.delete(name);
}

async function answer(request, url) {
  if (request.mode === 'navigate' && (await isLastPage())) {
    registration.waiting.postMessage('take over');
    return AGAIN.clone();
  }
  const store = await caches.open(STORE);
  const kept = await store.match(keyOf(url));
  if (kept) return kept;
  if (!url.pathname.endsWith('/') && (await store.match(keyOf(new URL(`${url.pathname}/`, url))))) {
    return Response.redirect(`${url.pathname}/${url.search}`, 301);
  }
  try {
    return await fetch(request);
  } catch (error) {
    const missing = request.mode === 'navigate' && (await store.match(new URL('404.html', scope).href));
    if (!missing) throw error;
    return new Response(missing.body, { status: 404, headers: missing.headers });
  }
}

// Whether a new version waits and nobody but the page that is about to go uses the old.
async function isLastPage() {
  return Boolean(registration.waiting) && (await clients.matchAll()).length <= 1;
}

// Addresses carry inputs; a folder is its index.
const keyOf = (url) => new URL(url.pathname.replace(/\/index\.html$/, '/'), url).href;
