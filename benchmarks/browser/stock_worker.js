// Stock Pyodide as its documentation starts it in a module worker; it speaks the messages of docs/js/worker.js.
import { loadPyodide } from './pyodide.mjs';

let door;
let catalogue;

const handlers = {
  async start({ manifest, address, lock }) {
    const base = new URL('.', address).href;
    navigator.locks.request(lock, () => new Promise(() => {}));
    const began = performance.now();
    const records = fetch(new URL(manifest.files.catalogue, base)).then((response) => response.text());
    const pyodide = await loadPyodide({ indexURL: base });
    await pyodide.loadPackage(new URL(manifest.files.wheel, base).href);
    door = pyodide.pyimport('calculators.core.door');
    catalogue = pyodide.pyimport('calculators.core.catalogue').Catalogue.from_json(await records);
    postMessage({ type: 'ready', milliseconds: performance.now() - began });
  },

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
