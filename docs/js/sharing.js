// The menu of an answer: copy, download, compare, print. Loaded when it is first opened; what is copied is written by Python.
import * as words from './words.js';

const PINNED = 'with';
const PNG_SCALE = 2;
const DRAWING = '.cr-chart__drawing';
const COPIED = ['address', 'text', 'markdown', 'latex', 'json'];
const DOWNLOADED = { csv: 'text/csv', json: 'application/json' };
const site = new URL('../', import.meta.url).href;

export class Sharing {
  pinned = ''; // the parameter of the address that holds the pinned answer
  #page; // what the calculator lends: {root, runtime, start, inputs, link, announce, notify, showAddress}
  #name;
  #inputs = null; // of the pinned answer
  #comparing = false;
  #again = false;

  constructor(page) {
    this.#page = page;
    this.#name = page.root.dataset.calculator;
    this.#fill(page.root.querySelector('.cr-share'));
    const pinned = new URLSearchParams(location.search).get(PINNED);
    if (pinned !== null) this.#open(pinned);
  }

  // An answer has come and nobody types.
  onAnswer() {
    if (this.#inputs) this.#compare();
  }

  // The menu

  #fill(menu) {
    const charts = [...this.#page.root.querySelectorAll(`.cr-chart:has(${DRAWING} svg)`)];
    const panel = make('div', { className: 'cr-share__panel' });
    panel.append(
      group(words.more, [button(words.pin, () => this.#pin()), button(words.print, () => print())]),
      group(words.copy, COPIED.map((form) => button(words.forms[form], () => this.#copy(form)))),
      group(words.download, Object.keys(DOWNLOADED).map((form) => button(words.forms[form], () => this.#download(form)))),
      ...charts.map((chart) => group(words.chart(chart.querySelector('figcaption').textContent), [
        button('SVG', () => this.#downloadChart(chart.id, 'svg')),
        button('PNG', () => this.#downloadChart(chart.id, 'png')),
      ])),
      make('p', { className: 'cr-share__said', ariaHidden: 'true' }),
    );
    menu.append(panel);
    menu.addEventListener('keydown', ({ key }) => {
      if (key !== 'Escape') return;
      menu.open = false;
      menu.querySelector('summary').focus();
    });
  }

  #say(text) {
    this.#page.root.querySelector('.cr-share__said').textContent = text;
    this.#page.announce('');
    setTimeout(() => this.#page.announce(text), 50); // the same words twice are said twice
  }

  async #try(task) {
    try {
      await task();
    } catch (error) {
      this.#say(words.notDone(error.message));
    }
  }

  // Python's answer to a question of the menu, once it is live.
  async #ask(method, given) {
    const { runtime, start } = this.#page;
    if (runtime.state !== 'live') this.#say(words.starting);
    start();
    await whenLive(runtime);
    const result = await runtime.call(method, { name: this.#name, ...given });
    if (result.error) throw new Error(words.allowed(result.error));
    return result;
  }

  #forms() {
    return this.#ask('share', { inputs: this.#page.inputs(), root: site });
  }

  #copy(form) {
    return this.#try(async () => {
      await copy(this.#forms().then((forms) => forms[form]));
      this.#say(words.copied(words.forms[form]));
    });
  }

  #download(form) {
    return this.#try(async () => {
      const forms = await this.#forms();
      save(new Blob([forms[form]], { type: DOWNLOADED[form] }), `${forms.stem}.${form}`);
      this.#say(words.downloaded(`${forms.stem}.${form}`));
    });
  }

  #downloadChart(id, kind) {
    return this.#try(async () => {
      const file = `${id.replace('chart-', `${this.#name.replaceAll('_', '-')}-`)}.${kind}`;
      const svg = standalone(document.getElementById(id));
      save(kind === 'svg' ? new Blob([svg.text], { type: 'image/svg+xml' }) : await png(svg), file);
      this.#say(words.downloaded(file));
    });
  }

  // Comparing

  #pin() {
    this.#inputs = this.#page.inputs();
    this.pinned = `${PINNED}=${encodeURIComponent(this.#page.link())}`;
    this.#page.showAddress();
    this.#page.root.querySelector('.cr-share').open = false;
    this.#compare().then(() => this.#page.root.querySelector('.cr-beside')?.focus());
    this.#say(words.pinned);
  }

  // The answer that an address asks to compare with.
  async #open(query) {
    await this.#try(async () => {
      this.#page.start();
      await whenLive(this.#page.runtime);
      const { inputs, notices } = await this.#page.runtime.open(`${this.#name}?${query}`);
      this.#page.notify(notices.map(words.ofPinned));
      this.#inputs = inputs;
      this.pinned = `${PINNED}=${encodeURIComponent(query)}`;
      await this.#compare();
    });
  }

  // One comparison at a time; of what was asked for meanwhile only the latest.
  async #compare() {
    this.#again = true;
    if (this.#comparing) return;
    this.#comparing = true;
    while (this.#again && this.#inputs) {
      this.#again = false;
      const given = { pinned: this.#inputs, inputs: this.#page.inputs() };
      await this.#try(async () => this.#show((await this.#ask('compare', given)).html));
    }
    this.#comparing = false;
  }

  #show(html) {
    if (!this.#inputs) return;
    let place = this.#page.root.querySelector('.cr-beside');
    if (!place) {
      place = make('section', { className: 'cr-beside', tabIndex: -1 });
      const scroll = make('div', { className: 'cr-scroll', tabIndex: 0, role: 'region', ariaLabel: words.compared });
      place.append(make('h2', { textContent: words.compared }), scroll, button(words.unpin, () => this.#unpin()));
      this.#page.root.querySelector('.cr-answer').before(place);
    }
    place.querySelector('.cr-scroll').innerHTML = html;
  }

  #unpin() {
    this.#inputs = null;
    this.pinned = '';
    this.#page.root.querySelector('.cr-beside')?.remove();
    this.#page.showAddress();
    this.#page.root.querySelector('.cr-share summary').focus();
    this.#say(words.unpinned);
  }
}

const make = (tag, values) => Object.assign(document.createElement(tag), values);

function button(text, onClick) {
  const made = make('button', { type: 'button', className: 'cr-button', textContent: text });
  made.addEventListener('click', onClick);
  return made;
}

function group(title, buttons) {
  const made = make('div', { className: 'cr-share__group', role: 'group', ariaLabel: title });
  made.append(make('p', { textContent: title, ariaHidden: 'true' }), ...buttons);
  return made;
}

function whenLive(runtime) {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (runtime.state === 'live') resolve();
      else if (runtime.state === 'failed') reject(new Error(words.failed(runtime.reason)));
      else return;
      runtime.removeEventListener('change', look);
    };
    runtime.addEventListener('change', look);
    look();
  });
}

// The text may be a while in coming: browsers that allow copying only at a click take a promise of it.
async function copy(text) {
  if (globalThis.ClipboardItem && navigator.clipboard?.write) {
    const blob = text.then((content) => new Blob([content], { type: 'text/plain' }));
    blob.catch(() => {}); // it may fail before the browser looks at it, which tells of it then
    await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })]);
    return;
  }
  const field = make('textarea', { value: await text, className: 'cr-visually-hidden' }); // a page that came by plain http
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand('copy');
  field.remove();
  if (!isCopied) throw new Error(words.noClipboard);
}

function save(blob, name) {
  const link = make('a', { href: URL.createObjectURL(blob), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

// A chart's drawing as a file of its own: on white, with its title and what it says.
function standalone(chart) {
  const drawing = chart.querySelector(DRAWING);
  const svg = (drawing.querySelector('svg.cr-drawing--wide') ?? drawing.querySelector('svg')).cloneNode(true);
  const [, , width, height] = svg.getAttribute('viewBox').split(/[ ,]+/).map(Number);
  for (const name of ['class', 'aria-hidden', 'focusable', 'style']) svg.removeAttribute(name);
  for (const [name, value] of Object.entries({ width, height, xmlns: 'http://www.w3.org/2000/svg', role: 'img' })) svg.setAttribute(name, value);
  const part = (tag, text) => {
    const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
    made.textContent = text;
    return made;
  };
  const paper = part('rect', '');
  for (const [name, value] of Object.entries({ width: '100%', height: '100%', fill: '#fff' })) paper.setAttribute(name, value);
  svg.prepend(
    part('title', chart.querySelector('figcaption').textContent),
    part('desc', chart.querySelector('.cr-chart__summary').textContent),
    paper,
  );
  return { text: new XMLSerializer().serializeToString(svg), width, height };
}

async function png({ text, width, height }) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = make('canvas', { width: width * PNG_SCALE, height: height * PNG_SCALE });
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}
