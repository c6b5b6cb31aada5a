// The page script: makes every calculator of a page live. The answer is in the page already; this follows the inputs.
import { place } from './answer.js';
import { changedInWords, emptiedBy, fieldsOf, fill, followRead, matchTwins, moveTwin, read } from './form.js';
import { load } from './load.js';
import { Runtime } from './runtime.js';
import * as words from './words.js';

const TYPING_ENDS_MS = 400;
const SLIDING_ENDS_MS = 40; // two frames without another value
const DRAWING_RESTS_MS = 150; // after each, while an input moves: answers come first
const IDLE_LIMIT_MS = 100;
const LANGUAGE = 'language';
const PINNED = 'with'; // the parameter that holds the answer to compare with

class Calculator {
  #root;
  #form;
  #runtime;
  #query = location.search; // of an address to open, until it is opened
  #wanted = null; // the next run: the latest wins
  #running = false;
  #touched = false;
  #typing = 0;
  #changing = 0; // until an input rests: then what a quick answer has left out follows
  #isPartial = false; // whether the answer shown left something out to be quick
  #sentence = '';
  #read = new Map(); // the name of a field → how its number was read since the reader began to type
  #notes = new Map(); // the name of a field → how its number was read last
  #link = ''; // the query of the answer that is shown
  #sharing = null;
  #charts = new Map(); // id → the latest specification, or nothing new to draw
  #drawn = new Map(); // id → the specification drawn last, as text
  #drawing = false;

  constructor(root, runtime) {
    this.#root = root;
    this.#form = root.querySelector('.cr-form');
    this.#runtime = runtime;
    this.#prepareLanguage();
    this.#form.addEventListener('input', (event) => this.#onInput(event));
    this.#form.addEventListener('reset', () => setTimeout(() => this.#onReset()));
    this.#form.addEventListener('click', ({ target }) => {
      const emptied = emptiedBy(target.closest('[data-empties]'));
      if (emptied) this.#onInput({ target: emptied });
    });
    this.#form.addEventListener('submit', (event) => event.preventDefault());
    this.#find('.cr-retry').addEventListener('click', () => this.#runtime.restart());
    for (const type of ['pointerover', 'focusin', 'touchstart']) {
      root.addEventListener(type, () => this.start(), { once: true, passive: true });
    }
    this.#find('.cr-share')?.addEventListener('toggle', ({ target }) => target.open && this.#share());
    if (new URLSearchParams(this.#query).has(PINNED)) this.#share();
    matchTwins(this.#form);
    this.onChange();
    if (this.#query !== '' || runtime.state === 'live') this.start();
  }

  // Whether the answer that the page brought is to the inputs as they are: nobody has changed any since.
  get #isDefault() {
    return !this.#touched && changedInWords(this.#form).length === 0;
  }

  get isThere() {
    return this.#root.isConnected;
  }

  start() {
    if (this.#runtime.state !== 'failed') this.#runtime.start(filesOf(this.#root));
  }

  // The runtime's state has changed.
  onChange() {
    const { state, reason } = this.#runtime;
    if (state === 'starting') this.#say('starting', words.starting);
    if (state === 'live') this.#openOrRun(); // its answer makes the page live
    if (state === 'failed') {
      this.#say('failed', words.failed(reason));
      this.#announce(words.failed(reason));
    }
  }

  async #openOrRun() {
    if (this.#query !== '') {
      const opened = await this.#ask(() => this.#runtime.open(this.#root.dataset.calculator + this.#query));
      if (!opened) return;
      this.#query = '';
      fill(this.#form, opened.inputs);
      this.#notify(opened.notices);
    }
    this.#run('quick'); // the rest follows
  }

  #onInput({ target }) {
    moveTwin(this.#form, target);
    const isMoving = target.matches('input:not([type=checkbox])');
    this.#follow(isMoving ? 'quick' : 'full', target.type === 'range' ? SLIDING_ENDS_MS : TYPING_ENDS_MS);
  }

  #onReset() {
    matchTwins(this.#form);
    this.#follow('full');
  }

  #follow(detail, restsAfter = 0) {
    this.#touched = true;
    if (!this.#typing) this.#read.clear();
    this.start();
    clearTimeout(this.#changing);
    this.#changing = setTimeout(() => this.#onRest(), restsAfter);
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.#onTypingEnd(), TYPING_ENDS_MS);
    this.#run(detail);
  }

  #onRest() {
    this.#changing = 0;
    this.#complete();
  }

  #onTypingEnd() {
    this.#typing = 0;
    this.#showAddress();
    this.#sharing?.onAnswer();
    this.#announceAnswer();
  }

  // The address is that of the answer shown, once the reader has asked for another than the one that was opened.
  #showAddress() {
    if (!this.isThere || !this.#touched || this.#typing) return;
    const query = [this.#link, this.#sharing?.pinned].filter(Boolean).join('&');
    history.replaceState(history.state, '', `${location.pathname}${query && `?${query}`}${location.hash}`);
  }

  // What a printed page says in place of the form, and where it is from.
  print() {
    const changed = changedInWords(this.#form);
    if (changed.length) this.#find('.cr-paper__inputs').textContent = changed.join('; ');
    this.#find('.cr-paper__address').textContent = location.href;
  }

  // The interface in the language that the reader has chosen, here or on another page; English is what the page brings.
  #prepareLanguage() {
    const choice = this.#find('.cr-language select');
    if (!choice) return;
    const kept = recall(LANGUAGE);
    if (kept && [...choice.options].some(({ value }) => value === kept)) {
      choice.value = kept;
      this.#speak(choice);
    }
    choice.addEventListener('change', () => {
      keep(LANGUAGE, choice.value);
      this.#speak(choice);
    });
  }

  async #speak(choice) {
    const { words: file } = choice.selectedOptions[0].dataset;
    try {
      const { speak } = await load(absolute(choice.dataset.script));
      speak(this.#root, choice.value, file && (await load(absolute(file))).default);
      matchTwins(this.#form); // a slider says its value with the unit in words
    } catch (error) {
      choice.value = 'en';
      this.#tellLost(error);
    }
  }

  // The menu's code comes when the menu is first opened.
  async #share() {
    try {
      const { Sharing } = await load(absolute(this.#root.dataset.sharing));
      this.#sharing ??= new Sharing({
        root: this.#root,
        runtime: this.#runtime,
        start: () => this.start(),
        inputs: () => read(this.#form),
        link: () => this.#link,
        announce: (text) => this.#tell(text),
        notify: (notices) => this.#notify(notices),
        showAddress: () => {
          this.#touched = true;
          this.#showAddress();
        },
      });
    } catch (error) {
      this.#find('.cr-share').open = false;
      this.#tellLost(error);
    }
  }

  // A script that the reader has just asked for did not come.
  #tellLost(error) {
    console.warn(error);
    const text = words.notDone(words.unreachable);
    this.#notify([text]);
    this.#announce(text);
  }

  // A quick answer has left something out: once the input rests it follows.
  #complete() {
    if (!this.#changing && !this.#wanted && this.#isPartial) this.#run('full');
  }

  // One run at a time; what was wanted while it went on is the next, and of that only the latest.
  async #run(detail) {
    this.#wanted = { inputs: read(this.#form), detail };
    if (this.#running || this.#runtime.state !== 'live') return;
    this.#running = true;
    while (this.#wanted && this.isThere) {
      const { inputs, detail } = this.#wanted;
      this.#wanted = null;
      const result = await this.#ask(() => this.#runtime.run(this.#root.dataset.calculator, inputs, detail));
      if (!result) break;
      this.#show(result);
    }
    this.#running = false;
  }

  // What the runtime answers; nothing when it has failed, which it tells itself, or when the page has gone from here meanwhile.
  async #ask(question) {
    try {
      const answer = await question();
      return this.isThere ? answer : null;
    } catch {
      return null;
    }
  }

  #show({ error, html, report, link = '', read = {} }) {
    this.#showNotes(error, read);
    if (error) {
      const beside = this.#form.querySelector('[aria-invalid]');
      this.#say('live', beside ? words.stopped : words.allowed(error));
      this.#sentence = words.allowed(error);
    } else {
      this.#say('live', words.live);
      this.#sentence = [...this.#read.values(), report.verdict.sentence].join(' ');
      performance.mark('calculator-answer');
      this.#link = link;
      if (this.#runtime.isKept) whenIdle(keepSite);
      this.#isPartial = html.includes(' data-pending>');
      const isShown = this.#isPartial && this.#isDefault; // with all that is left out here, since the page came
      const fresh = place(this.#find('.cr-answer'), this.#fromHere(html), isShown);
      if (!isShown) this.#redraw(report.charts, new Set(fresh.map((block) => block.id)));
      this.#complete();
      this.#showAddress();
      if (!this.#typing && !this.#wanted) this.#sharing?.onAnswer();
    }
    this.#announceAnswer();
  }

  // An answer's links lead from a calculator's own page; a page elsewhere says how its root is reached.
  #fromHere(html) {
    const { root } = this.#root.dataset;
    return root ? html.replaceAll('href="../../', `href="${root}`) : html;
  }

  // What is wrong with a field stands beside it, and how its number was read.
  #showNotes(error, read) {
    for (const field of fieldsOf(this.#form)) {
      const place = document.getElementById(`error-${field.name}`);
      if (!place) continue;
      const isWrong = error?.field === field.name;
      const said = read[field.name] === undefined ? '' : words.read(read[field.name]);
      const note = noteOf(field, said);
      if (this.#notes.get(field.name) !== said) { // the note itself may be in another language by now
        this.#notes.set(field.name, said);
        if (note) note.textContent = said;
        if (said) this.#read.set(field.name, said);
        else this.#read.delete(field.name);
      }
      if (isWrong || !place.hidden) {
        place.textContent = isWrong ? words.allowed(error) : '';
        place.hidden = !isWrong;
      }
      const fold = field.closest('details');
      if (isWrong && fold) fold.open = true;
      const described = [`hint-${field.name}`, said && note.id, isWrong && place.id].filter(Boolean).join(' ');
      setOrRemove(field, 'aria-invalid', isWrong ? 'true' : '');
      setOrRemove(field, 'aria-describedby', described);
    }
    followRead(this.#form, read);
  }

  // Vega is fetched when a chart says something else than its drawing; one drawing at a time, the latest wins.
  async #redraw(charts, changed) {
    for (const { id, spec } of charts) {
      const text = JSON.stringify(spec);
      const isDrawn = this.#drawn.has(id) ? this.#drawn.get(id) === text : !changed.has(`chart-${id}`);
      if (!isDrawn) this.#charts.set(id, spec);
      this.#drawn.set(id, text);
    }
    if (this.#drawing) return;
    this.#drawing = true;
    let id;
    let spec;
    try {
      while (this.#charts.size && this.isThere) {
        [id, spec] = this.#charts.entries().next().value;
        this.#charts.delete(id);
        const { script, style } = this.#runtime.charts;
        const { draw } = await load(script);
        const place = this.#drawingOf(id);
        if (place) await draw(place, spec, style);
        if (this.#changing) await pause(DRAWING_RESTS_MS);
      }
    } catch (error) {
      console.warn(error);
      this.#hideDrawings([id, ...this.#charts.keys()]);
      this.#charts.clear();
    } finally {
      this.#drawing = false;
    }
  }

  // Of an answer before, as the new ones did not come: the tables beside them are of this one. The next answer tries again.
  #hideDrawings(ids) {
    for (const id of ids) {
      this.#drawn.set(id, '');
      for (const drawing of this.#drawingOf(id)?.children ?? []) drawing.classList.add('cr-drawing--old');
    }
    this.#say('live', words.undrawn);
  }

  #drawingOf(id) {
    return this.#find(`[data-chart="${CSS.escape(id)}"]`);
  }

  #announceAnswer() {
    if (this.#touched && !this.#typing && !this.#wanted) this.#announce(this.#sentence);
  }

  // Whoever asks for something else has ended typing.
  #tell(text) {
    if (this.#typing) {
      clearTimeout(this.#typing);
      this.#onTypingEnd();
    }
    this.#announce(text);
  }

  #announce(text) {
    const live = this.#find('.cr-live');
    if (live.textContent !== text) live.textContent = text;
  }

  #notify(notices) {
    const place = this.#find('.cr-notices');
    const told = [...place.children].map(({ textContent }) => textContent);
    for (const text of notices) if (!told.includes(text)) place.append(Object.assign(document.createElement('p'), { textContent: text }));
    place.hidden = !place.hasChildNodes();
  }

  #say(state, text) {
    const status = this.#find('.cr-status');
    const retry = this.#find('.cr-retry');
    status.dataset.state = state;
    const said = status.querySelector('.cr-status__words');
    if (said.textContent !== text) said.textContent = text; // a page that is written to is laid out anew where it is measured
    if (document.activeElement === retry) this.#form.elements[0]?.focus({ preventScroll: true });
    retry.hidden = state !== 'failed';
  }

  #find(selector) {
    return this.#root.querySelector(selector);
  }
}

// Where it stands how a field's number was read: made when there is something to say.
function noteOf(field, said) {
  const id = `read-${field.name}`;
  const found = document.getElementById(id);
  if (found || !said) return found;
  const made = Object.assign(document.createElement('p'), { id, className: 'cr-read' });
  document.getElementById(`hint-${field.name}`).before(made);
  return made;
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function recall(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null; // this browser keeps nothing
  }
}

function keep(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {}
}

function setOrRemove(element, name, value) {
  if (value) element.setAttribute(name, value);
  else element.removeAttribute(name);
}

// One runtime a tab: Material's instant navigation changes the page beneath it.
const runtime = (globalThis.cloudOrRigRuntime ??= new Runtime());
let calculators = [];

runtime.addEventListener('change', () => {
  for (const calculator of calculators) calculator.onChange();
});

// For the next visit without a network, once there is an answer. A browser that has no room for it or may not keep anything is as
// good as before.
let isAsked = false;
function keepSite() {
  if (isAsked || navigator.connection?.saveData) return;
  isAsked = true;
  navigator.serviceWorker?.register(new URL('../offline.js', import.meta.url)).catch(() => {});
}

addEventListener('beforeprint', () => {
  for (const calculator of calculators) if (calculator.isThere) calculator.print();
});

function bind() {
  calculators = calculators.filter((calculator) => calculator.isThere);
  for (const root of document.querySelectorAll('.cr-calculator:not([data-bound])')) {
    if (!isRead(root)) continue;
    root.dataset.bound = '';
    calculators.push(new Calculator(root, runtime));
  }
}

const absolute = (address) => new URL(address, document.baseURI).href;
const filesOf = (root) => ({ worker: absolute(root.dataset.worker), manifest: absolute(root.dataset.manifest) });

function whenIdle(start) {
  if (globalThis.requestIdleCallback) requestIdleCallback(start, { timeout: IDLE_LIMIT_MS });
  else setTimeout(start, IDLE_LIMIT_MS);
}

// Whether all of an element has come: something stands behind it.
function isRead(element) {
  if (document.readyState !== 'loading') return true;
  for (let outer = element; outer; outer = outer.parentElement) if (outer.nextSibling) return true;
  return false;
}

// After the next frame: what is there is on screen then. A page that nobody sees waits until it is seen.
function onceShown(act) {
  requestAnimationFrame(() => setTimeout(act));
}

function startOnceShown(root) {
  if (!navigator.connection?.saveData) onceShown(() => runtime.state !== 'failed' && runtime.start(filesOf(root)));
}

// A browser marks what an address points to (:target) where it follows the link itself, not where Material changes the page.
function showTarget() {
  const isThere = location.hash && document.getElementById(location.hash.slice(1));
  if (isThere && !document.querySelector(':target')) location.replace(location.href);
}

// Material tells of every page by `document$`, the first included.
function followPages() {
  reading.disconnect();
  if (globalThis.document$) document$.subscribe(onPage);
  else onPage();
}

function onPage() {
  bind();
  showTarget();
  const root = document.querySelector('.cr-calculator');
  if (root) startOnceShown(root);
}

// This runs while the page is still read; what the worker is made of stands at this script.
const own = document.querySelector('script[data-worker]');
if (own && !navigator.connection?.saveData) {
  runtime.prepare(filesOf(own));
}
const reading = new MutationObserver(bind);
if (document.readyState === 'loading') {
  reading.observe(document, { childList: true, subtree: true });
  addEventListener('DOMContentLoaded', followPages, { once: true });
} else {
  followPages();
}
