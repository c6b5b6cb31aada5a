// The worker: boots Python once, then answers. Messages are plain JSON; each is named in `handlers` or posted here.
//   in   {type: 'start', manifest, base, fresh, lock}   {type: 'run', id, name, inputs, detail}   {type: 'open', id, query}
//   out  {type: 'ready', milliseconds}   {type: 'answer' | 'opened', id, result}   {type: 'failed', message}
import { loadPyodide } from 'pyodide';
import { words } from './words.js';

const ARCHIVE = '/lib/calculators.zip';

let json;
let door;
let catalogue;

const handlers = {
  async start({ manifest, base, fresh, lock }) {
    navigator.locks?.request(lock, () => new Promise(() => {})); // free again when this worker has ended, however it did
    const began = performance.now();
    await boot(manifest, base, fresh);
    postMessage({ type: 'ready', milliseconds: performance.now() - began });
  },

  run({ id, name, inputs, detail }) {
    const result = JSON.parse(door.run_json(name, JSON.stringify(inputs), catalogue, detail));
    postMessage({ type: 'answer', id, result });
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
    console.warn(error);
    postMessage({ type: 'failed', message: lastLine(error) });
  }
});

async function boot({ files, lock }, base, fresh) {
  const address = (role) => new URL(files[role], base).href;
  if (fresh) await Promise.all(['wasm', 'script', 'library', 'calculators', 'catalogue'].map(address).map(refresh));
  const { failure, loud } = takeCharge(base, address('wasm'));
  loadScript(address('script'), loud);
  const archive = loud(fetchBytes(address('calculators')));
  const records = loud(fetchText(address('catalogue')));
  const starting = loadPyodide({
    indexURL: base,
    packageBaseUrl: base,
    stdLibURL: address('library'),
    lockFileContents: lock,
    env: { PYTHONPATH: ARCHIVE },
    fsInit: async (FS) => FS.writeFile(ARCHIVE, await archive),
  });
  const pyodide = await Promise.race([starting, failure]);
  json = pyodide.pyimport('json');
  door = pyodide.pyimport('calculators.core.door');
  catalogue = pyodide.pyimport('calculators.core.catalogue').Catalogue.from_json(await records);
}

// Pyodide's loader knows its files by fixed names, and where one cannot be had or used it prints so and waits for ever. Here the
// WebAssembly comes under its hashed name, and everything fails aloud.
function takeCharge(base, wasm) {
  const { promise: failure, reject: giveUp } = Promise.withResolvers();
  const loud = (promise) => {
    promise.catch(giveUp);
    return promise;
  };
  const orNever = (promise) => loud(promise).catch(() => new Promise(() => {})); // it is given up, and the loader with it
  const coming = orNever(fetchWasm(wasm));
  const instantiate = WebAssembly.instantiateStreaming.bind(WebAssembly);
  const isWasm = (url) => String(url) === `${base}pyodide.asm.wasm`;
  globalThis.fetch = (url, options) => (isWasm(url) ? coming : orNever(fetchChecked(url, options)));
  WebAssembly.instantiateStreaming = (response, imports) => orNever(instantiate(response, imports));
  return { failure, loud };
}

// The loader asks for its script by name unless this function exists. The script puts the real one in its place.
function loadScript(url, loud) {
  const script = loud(import(url));
  globalThis._createPyodideModule = async (settings) => {
    await script;
    return globalThis._createPyodideModule(settings);
  };
}

const plainFetch = globalThis.fetch.bind(globalThis);

async function fetchChecked(url, options) {
  const response = await plainFetch(url, options).catch(() => {
    throw new Error(words.unreachable);
  });
  if (!response.ok) throw new Error(words.missing(new URL(url).pathname.split('/').pop(), response.status));
  return response;
}

// A host that does not know the type of WebAssembly would keep it from compiling while it comes.
async function fetchWasm(url) {
  const response = await fetchChecked(url);
  if (response.headers.get('Content-Type') === 'application/wasm') return response;
  return new Response(response.body, { headers: { 'Content-Type': 'application/wasm' } });
}

const fetchBytes = async (url) => new Uint8Array(await (await fetchChecked(url)).arrayBuffer());

const fetchText = async (url) => (await fetchChecked(url)).text();

// Past the browser's cache, into it.
const refresh = async (url) => (await fetchChecked(url, { cache: 'reload' })).arrayBuffer();

const lastLine = (error) => String(error?.message ?? error).trim().split('\n').at(-1);
