// Puts drawings of Vega-Lite specifications in place, drawn in a worker. Loaded only when a chart has to change.

const DRAWING_SECONDS = 20; // the worker's coming included
const drawn = new Map(); // place → {spec, style, name, font} of what stands there, the name being that of its width
const waiting = new Map(); // id → {resolve, reject}
let worker = null;
let failures = 0; // how often the worker did not come: a browser may keep that for an address
let count = 0;

// `style` is how the build draws: {drawer, widths: {name: pixels}}, the worker's address and one drawing a width; style sheets show
// the one that fits. Live the one that shows is drawn, its text measured in the font that the page has here. Nothing is ever empty.
export async function draw(place, spec, style) {
  const { name, font } = drawn.get(place) ?? { name: shownWidth(place, style.widths), font: getComputedStyle(place).fontFamily };
  const template = document.createElement('template');
  template.innerHTML = await ask(style.drawer, { spec, font, width: style.widths[name] });
  const svg = template.content.querySelector('svg');
  svg.setAttribute('class', `cr-drawing cr-drawing--${name}`);
  svg.setAttribute('aria-hidden', 'true'); // its summary and its table stand beside it
  svg.setAttribute('focusable', 'false');
  drawn.set(place, { spec, style, name, font });
  place.replaceChildren(svg);
}

function ask(address, question) {
  worker ??= start(address);
  const id = (count += 1);
  const { promise, resolve, reject } = Promise.withResolvers();
  const clock = setTimeout(() => giveUp(`no drawing in ${DRAWING_SECONDS} s`), DRAWING_SECONDS * 1000); // it may have ended unheard
  waiting.set(id, { resolve, reject });
  worker.postMessage({ id, ...question });
  return promise.finally(() => clearTimeout(clock));
}

function start(address) {
  const made = new Worker(failures ? `${address}?again=${failures}` : address, { type: 'module' });
  made.onmessage = ({ data: { id, svg, failure } }) => {
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (failure) reject(new Error(failure));
    else resolve(svg);
  };
  made.onerror = (event) => {
    event.preventDefault();
    giveUp(event.message || address);
  };
  return made;
}

// The next drawing tries again.
function giveUp(reason) {
  failures += 1;
  worker.terminate();
  worker = null;
  for (const { reject } of waiting.values()) reject(new Error(reason));
  waiting.clear();
}

// Where no drawing shows, one is tried for each width.
function shownWidth(place, widths) {
  const names = Object.keys(widths);
  if (!place.querySelector('svg')) place.innerHTML = names.map((name) => `<svg class="cr-drawing cr-drawing--${name}"/>`).join('');
  return names.find((name) => isShown(place.querySelector(`.cr-drawing--${name}`))) ?? names[0];
}

const isShown = (svg) => svg !== null && svg.getClientRects().length > 0;

// A drawing that no longer fits is drawn for the other width.
addEventListener('resize', () => {
  for (const [place, { spec, style }] of drawn) {
    if (!place.isConnected) {
      drawn.delete(place);
    } else if (!isShown(place.querySelector('svg')) && isShown(place)) {
      place.replaceChildren();
      drawn.delete(place);
      draw(place, spec, style);
    }
  }
});
