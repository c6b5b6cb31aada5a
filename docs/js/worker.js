// The worker: boots Python once it is asked to, then answers. Its name tells it on what: the manifest's address, the lock to hold,
// and whether every file is to be asked for anew. Messages are plain JSON; each is named in `handlers` or posted here.
//   in   {type: 'go'}   {type: 'run', id, name, inputs, detail}   {type: 'open', id, query}   {type: 'call', id, method, given}
//   out  {type: 'alive'}   {type: 'ready', milliseconds, charts, isKept}   {type: 'answer' | 'opened', id, result}   {type: 'failed', message}
import { loadPyodide } from 'pyodide';
import { find, forget, keep, read } from './memory.js';
import { isWhole } from './whole.js';
import * as words from './words.js';

const ARCHIVE = '/lib/calculators.zip';
const QUIET_MS = 2000;
const PRACTICE_RUNS = 5;
const plainFetch = globalThis.fetch.bind(globalThis);

let pyodide;
let json;
let door;
let catalogue;
let latest = null; // what was answered last
let rest = null; // what is left to do once nobody asks
let quiet = 0;

const asked = Promise.withResolvers(); // to go

const handlers = {
  go: asked.resolve,

  run({ id, name, inputs, detail }) {
    const result = JSON.parse(door.run_json(name, JSON.stringify(inputs), catalogue, detail));
    postMessage({ type: 'answer', id, result });
    latest = { name, inputs };
    clearTimeout(quiet);
    quiet = setTimeout(doTheRest, QUIET_MS);
  },

  call({ id, method, given }) {
    postMessage({ type: 'answer', id, result: JSON.parse(door.call_json(method, JSON.stringify(given), catalogue)) });
  },

  open({ id, query }) {
    const opened = door.open_link(query, catalogue);
    postMessage({ type: 'opened', id, result: JSON.parse(json.dumps(opened)) });
    opened.destroy();
  },
};

addEventListener('message', async ({ data }) => {
  try {
    await handlers[data.type](data);
  } catch (error) {
    fail(error);
  }
});

async function start(told) {
  const address = told.get('manifest');
  const lock = told.get('lock');
  const fresh = told.has('fresh');
  if (lock) navigator.locks.request(lock, holdOn); // free again when this worker has ended, however it did
  const finding = fresh ? forget() : find(address);
  const manifest = await (await fetchChecked(address, { cache: fresh ? 'reload' : 'default' })).json();
  const found = await finding;
  if (!found) await asked.promise; // what a memory needs is at hand: nobody waits for it
  const began = performance.now();
  if (fresh) await Promise.all(filesOf(manifest, address).map(refresh));
  await boot(manifest, address, found && read(found));
  const [script, drawer] = ['charts', 'drawer'].map((role) => new URL(manifest.files[role], address).href);
  const charts = { script, style: { drawer, ...manifest.drawings } };
  postMessage({ type: 'ready', milliseconds: performance.now() - began, charts, isKept: Boolean(manifest.kept) });
}

function holdOn() {
  postMessage({ type: 'alive' });
  return new Promise(() => {});
}

async function doTheRest() {
  const task = rest;
  rest = null;
  try {
    await task?.();
  } catch (error) {
    fail(error);
  }
}

function fail(error) {
  console.warn(error);
  postMessage({ type: 'failed', message: reasonOf(error) });
}

const filesOf = ({ files }, address) =>
  ['wasm', 'script', 'library', 'calculators', 'catalogue'].map((role) => new URL(files[role], address).href);

// Starts from a memory that was kept where there is one, else from nothing.
async function boot(manifest, address, reading) {
  const [wasm, script, library, calculators, catalogueUrl] = filesOf(manifest, address);
  const base = new URL('.', address).href;
  const { failure, loud, orNever } = takeCharge(base, wasm);
  loadScript(script, loud);
  const archive = orNever(fetchBytes(calculators));
  const memory = await reading;
  const records = memory ? null : loud(fetchBytes(catalogueUrl));
  const starting = loadPyodide({
    indexURL: base,
    packageBaseUrl: base,
    stdLibURL: library,
    lockFileContents: manifest.lock,
    env: { PYTHONPATH: ARCHIVE },
    fsInit: async (FS) => FS.writeFile(ARCHIVE, await archive),
    ...(memory ? { _loadSnapshot: memory } : { _makeSnapshot: true }),
  });
  pyodide = await Promise.race([starting, failure]);
  json = pyodide.pyimport('json');
  door = pyodide.pyimport('calculators.core.door');
  if (!memory) {
    const { Catalogue } = pyodide.pyimport('calculators.core.catalogue');
    const { bytes } = pyodide.pyimport('builtins'); // Python reads them many times faster than it takes over a text
    pyodide.globals.set('catalogue', Catalogue.from_json(bytes(pyodide.toPy(await records))));
  }
  catalogue = pyodide.globals.get('catalogue');
  pyodide.pyimport('gc').disable(); // answers leave it nothing to find, and it would halt one now and then
  rest = async () => {
    await practise();
    await Promise.all([wasm, script].map((url) => fetchWhole(url)));
    if (!memory) await keep(address, pyodide.makeMemorySnapshot());
  };
}

// A browser keeps the fast code of what has run often: the next visit begins with it.
async function practise() {
  for (let run = 0; run < PRACTICE_RUNS; run += 1) {
    for (const detail of ['quick', 'full']) door.run_json(latest.name, JSON.stringify(latest.inputs), catalogue, detail);
    await new Promise((resolve) => setTimeout(resolve)); // whoever asks meanwhile comes first
  }
}

// Pyodide's loader knows its files by fixed names, and where one cannot be had or used it prints so and waits for ever. Here the
// WebAssembly comes under its hashed name, and everything fails aloud.
function takeCharge(base, wasm) {
  const { promise: failure, reject: giveUp } = Promise.withResolvers();
  failure.catch(() => {}); // it may come before anybody waits for it: whoever does is told then
  const loud = (promise) => {
    promise.catch(giveUp);
    return promise;
  };
  const orNever = (promise) => loud(promise).catch(() => new Promise(() => {})); // it is given up, and the loader with it
  const compiled = loud(WebAssembly.compileStreaming(fetchWasm(wasm))); // while the script that it goes with still comes
  const instantiate = async (imports) => {
    const module = await compiled;
    return { module, instance: await WebAssembly.instantiate(module, imports) };
  };
  const isWasm = (url) => String(url) === `${base}pyodide.asm.wasm`;
  globalThis.fetch = (url, options) => (isWasm(url) ? compiled : orNever(fetchWhole(url, options)));
  WebAssembly.instantiateStreaming = (_, imports) => orNever(instantiate(imports));
  return { failure, loud, orNever };
}

// The loader asks for its script by name unless this function exists. The script puts the real one in its place.
function loadScript(url, loud) {
  const script = loud(import(url));
  globalThis._createPyodideModule = async (settings) => {
    await script;
    return globalThis._createPyodideModule(settings);
  };
}

async function fetchChecked(url, options) {
  const response = await plainFetch(url, options).catch(() => {
    throw new Error(words.unreachable);
  });
  if (!response.ok) throw new Error(words.missing(nameOf(url), response.status));
  return response;
}

const nameOf = (url) => new URL(url).pathname.split('/').pop();

// A host that does not know the type of WebAssembly would keep it from compiling while it comes.
async function fetchWasm(url) {
  const response = await fetchChecked(url);
  if (response.headers.get('Content-Type') === 'application/wasm') return response;
  return new Response(response.body, { headers: { 'Content-Type': 'application/wasm' } });
}

// What is compiled while it comes (WebAssembly) or imported (the script) cannot be looked through first: it is once nobody asks.
async function fetchWhole(url, options) {
  const response = await fetchChecked(url, options);
  const bytes = await response.arrayBuffer();
  if (!(await isWhole(url, bytes))) throw new Error(words.damaged(nameOf(url)));
  return new Response(bytes, { headers: { 'Content-Type': response.headers.get('Content-Type') ?? '' } });
}

const fetchBytes = async (url) => new Uint8Array(await (await fetchWhole(url)).arrayBuffer());

// Past the browser's cache, into it.
const refresh = async (url) => (await fetchChecked(url, { cache: 'reload' })).arrayBuffer();

// The last line of what Python or the browser says; a lack of memory in words.
function reasonOf(error) {
  const line = String(error?.message ?? error).trim().split('\n').at(-1);
  return /MemoryError|allocate memory|out of memory/i.test(line) ? words.starved : line;
}

start(new URLSearchParams(self.name)).catch(fail);
