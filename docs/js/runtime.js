// The worker's life: started once a tab, shared by every calculator, started again when it has failed.
import { words } from './words.js';

const BOOT_SECONDS = 120;
const ANSWER_SECONDS = 30;

// Tells of each change of `state` (static, starting, live, failed) by an event 'change'.
export class Runtime extends EventTarget {
  state = 'static';
  reason = '';
  charts = null; // {script, style}: the address of the chart script and how the build draws
  isKept = false; // whether the site may be kept for when there is no network
  #address = null;
  #worker = null;
  #waiting = new Map(); // id → {resolve, reject, clock}
  #count = 0;
  #clock = 0;

  // Starts on the manifest at an address, unless that is under way or done. `fresh` asks the network again for every file.
  start(address, fresh = false) {
    const known = address === this.#address && (this.state === 'starting' || this.state === 'live');
    if (known && !fresh) return;
    this.#end(words.died);
    this.#address = address;
    this.#become('starting');
    this.#clock = setTimeout(() => this.#fail(words.slow(BOOT_SECONDS)), BOOT_SECONDS * 1000);
    this.#boot(address, fresh, this.#clock).catch((error) => this.#fail(error.message));
  }

  restart() {
    this.start(this.#address, true);
  }

  run(name, inputs, detail) {
    return this.#ask({ type: 'run', name, inputs, detail });
  }

  open(query) {
    return this.#ask({ type: 'open', query });
  }

  // What the menu of an answer asks Python for.
  call(method, given) {
    return this.#ask({ type: 'call', method, given });
  }

  async #boot(address, fresh, attempt) {
    const manifest = await fetchManifest(address, fresh);
    const script = new URL(manifest.files.worker, address);
    if (fresh) await fetch(script, { cache: 'reload' }); // a worker takes what the browser keeps
    if (attempt !== this.#clock) return; // given up or started again meanwhile
    this.charts = { script: new URL(manifest.files.charts, address).href, style: manifest.drawings };
    this.isKept = Boolean(manifest.kept);
    const worker = new Worker(script, { type: 'module', name: 'calculators' });
    const lock = navigator.locks && crypto.randomUUID();
    this.#worker = worker;
    worker.onmessage = ({ data }) => this.#hear(data, lock);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#fail(words.broken);
    };
    worker.onmessageerror = worker.onerror;
    worker.postMessage({ type: 'start', manifest, address, fresh, lock });
  }

  #hear({ type, id, result, message }, lock) {
    if (type === 'ready') {
      clearTimeout(this.#clock);
      this.#watch(this.#worker, lock);
      this.#become('live');
    } else if (type === 'failed') {
      this.#fail(message);
    } else {
      const asked = this.#waiting.get(id);
      this.#waiting.delete(id);
      clearTimeout(asked?.clock);
      asked?.resolve(result);
    }
  }

  // The worker holds the lock for as long as it lives: whoever gets it knows.
  #watch(worker, lock) {
    navigator.locks?.request(lock, () => worker === this.#worker && this.#fail(words.died));
  }

  #ask(message) {
    const id = (this.#count += 1);
    const { promise, resolve, reject } = Promise.withResolvers();
    if (this.state !== 'live') {
      reject(new Error(words.died));
      return promise;
    }
    const clock = setTimeout(() => this.#fail(words.slow(ANSWER_SECONDS)), ANSWER_SECONDS * 1000);
    this.#waiting.set(id, { resolve, reject, clock });
    this.#worker.postMessage({ ...message, id });
    return promise;
  }

  #fail(reason) {
    this.#end(reason);
    this.reason = reason;
    this.#become('failed');
  }

  #end(reason) {
    clearTimeout(this.#clock);
    this.#clock = 0;
    this.#worker?.terminate();
    this.#worker = null;
    for (const { reject, clock } of this.#waiting.values()) {
      clearTimeout(clock);
      reject(new Error(reason));
    }
    this.#waiting.clear();
  }

  #become(state) {
    this.state = state;
    this.dispatchEvent(new Event('change'));
  }
}

async function fetchManifest(address, fresh) {
  const response = await fetch(address, fresh ? { cache: 'reload' } : {}).catch(() => {
    throw new Error(words.unreachable);
  });
  if (!response.ok) throw new Error(words.missing('manifest', response.status));
  return response.json();
}
