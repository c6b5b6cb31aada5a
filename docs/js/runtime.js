// The worker's life: started once a tab, shared by every calculator, started again when it has failed.
import * as words from './words.js';

const BOOT_SECONDS = 120;
const ANSWER_SECONDS = 30;

// Tells of each change of `state` (static, starting, live, failed) by an event 'change'.
export class Runtime extends EventTarget {
  state = 'static';
  reason = '';
  charts = null; // {script, style}: the address of the chart script, and how and by whom is drawn
  isKept = false; // whether the site may be kept for when there is no network
  #files = {}; // {worker, manifest}: the addresses started on
  #worker = null;
  #waiting = new Map(); // id → {resolve, reject, clock}
  #count = 0;
  #clock = 0;

  // Makes the worker at an address, which fetches no more than its manifest at another before it is started: a page is read with
  // little to do for a while, and busy later.
  prepare(files) {
    if (!this.#worker) this.#make(files);
  }

  // Starts the worker, unless that is under way or done.
  start(files) {
    const isSame = files.manifest === this.#files.manifest;
    if (isSame && (this.state === 'starting' || this.state === 'live')) return;
    if (!isSame || !this.#worker) this.#make(files);
    this.#go();
  }

  // Starts again, and asks the network again for every file.
  async restart() {
    this.#end(words.died);
    this.#begin();
    await fetch(this.#files.worker, { cache: 'reload' }).catch(() => {}); // a worker takes what the browser keeps
    if (this.state !== 'starting' || this.#worker) return; // given up or restarted meanwhile
    this.#make(this.#files, true);
    this.#go();
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

  // All that it needs to begin is in its name: a message waits until this thread has time to pass it on.
  #make(files, fresh = false) {
    this.#end(words.died);
    this.#files = files;
    const lock = navigator.locks ? crypto.randomUUID() : '';
    const told = new URLSearchParams({ manifest: files.manifest, lock, ...(fresh && { fresh }) });
    const worker = new Worker(files.worker, { type: 'module', name: String(told) });
    this.#worker = worker;
    worker.onmessage = ({ data }) => this.#hear(data, lock);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#explain(worker);
    };
    worker.onmessageerror = worker.onerror;
  }

  #go() {
    this.#begin();
    this.#worker.postMessage({ type: 'go' });
  }

  #begin() {
    clearTimeout(this.#clock);
    this.#clock = setTimeout(() => this.#fail(words.slow(BOOT_SECONDS)), BOOT_SECONDS * 1000);
    if (this.state !== 'starting') this.#become('starting');
  }

  #hear({ type, id, result, message, charts, isKept }, lock) {
    if (type === 'alive') {
      this.#watch(this.#worker, lock);
    } else if (type === 'ready') {
      clearTimeout(this.#clock);
      this.charts = charts;
      this.isKept = isKept;
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

  // A worker that breaks does not say why: its script may not have come.
  async #explain(worker) {
    const reason = await fetch(this.#files.worker).then(
      ({ ok, status }) => (ok ? words.broken : words.missing('worker', status)),
      () => words.unreachable,
    );
    if (worker === this.#worker) this.#fail(reason);
  }

  // The worker holds the lock for as long as it lives: whoever gets it knows.
  #watch(worker, lock) {
    navigator.locks.request(lock, () => worker === this.#worker && this.#fail(words.died));
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
