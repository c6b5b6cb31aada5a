// Stock Pyodide as its documentation starts it in a module worker; it speaks the messages of docs/js/worker.js.
import { loadPyodide } from './pyodide.mjs';

let door;
let catalogue;
const asked = Promise.withResolvers(); // to go

async function start(told) {
  const address = told.get('manifest');
  const base = new URL('.', address).href;
  navigator.locks.request(told.get('lock'), () => new Promise(() => {}));
  const manifest = await (await fetch(address)).json();
  await asked.promise;
  const began = performance.now();
  const records = fetch(new URL(manifest.files.catalogue, base)).then((response) => response.text());
  const pyodide = await loadPyodide({ indexURL: base });
  await pyodide.loadPackage(new URL(manifest.files.wheel, base).href);
  door = pyodide.pyimport('calculators.core.door');
  catalogue = pyodide.pyimport('calculators.core.catalogue').Catalogue.from_json(await records);
  const charts = { script: new URL(manifest.files.charts, base).href, style: manifest.drawings };
  postMessage({ type: 'ready', milliseconds: performance.now() - began, charts, isKept: false });
}

const handlers = {
  go: asked.resolve,

  run({ id, name, inputs, detail }) {
    postMessage({ type: 'answer', id, result: JSON.parse(door.run_json(name, JSON.stringify(inputs), catalogue, detail)) });
  },
};

addEventListener('message', async ({ data }) => {
  try {
    await handlers[data.type](data);
  } catch (error) {
    postMessage({ type: 'failed', message: String(error.message) });
  }
});

start(new URLSearchParams(self.name)).catch(({ message }) => postMessage({ type: 'failed', message: String(message) }));
