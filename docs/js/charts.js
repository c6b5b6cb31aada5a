// Draws Vega-Lite specifications. Loaded only when a chart has to change; needs no `unsafe-eval`.
import embed from 'vega-embed';
import { expressionInterpreter } from 'vega-interpreter';

const drawn = new Map(); // place → {spec, style, view} of what stands there

// `style` is how the build draws: {font, widths: {name: pixels}}, one drawing a width; style sheets show the one that fits. Live
// the one that shows is drawn, aside first, so that nothing is ever empty.
export async function draw(place, spec, style) {
  const name = shownWidth(place, style.widths);
  const aside = document.createElement('div');
  const view = await embed(aside, sized(spec, style, name), {
    mode: 'vega-lite',
    renderer: 'svg',
    actions: false,
    defaultStyle: false,
    tooltip: false,
    ast: true,
    expr: expressionInterpreter,
  });
  drawn.get(place)?.view.finalize();
  drawn.set(place, { spec, style, view });
  const svg = aside.querySelector('svg');
  svg.setAttribute('class', `cr-drawing cr-drawing--${name}`);
  svg.setAttribute('aria-hidden', 'true'); // its summary and its table stand beside it
  svg.setAttribute('focusable', 'false');
  place.replaceChildren(svg);
}

const sized = (spec, { font, widths }, name) => ({
  ...spec,
  width: widths[name],
  autosize: { type: 'fit', contains: 'padding' },
  config: { ...spec.config, font, background: null },
});

// Where no drawing shows, one is tried for each width.
function shownWidth(place, widths) {
  const names = Object.keys(widths);
  if (!place.querySelector('svg')) place.innerHTML = names.map((name) => `<svg class="cr-drawing cr-drawing--${name}"/>`).join('');
  return names.find((name) => isShown(place.querySelector(`.cr-drawing--${name}`))) ?? names[0];
}

const isShown = (svg) => svg !== null && svg.getClientRects().length > 0;

// A drawing that no longer fits is drawn for the other width.
addEventListener('resize', () => {
  for (const [place, { spec, style, view }] of drawn) {
    if (!place.isConnected) {
      view.finalize();
      drawn.delete(place);
    } else if (!isShown(place.querySelector('svg')) && isShown(place)) {
      place.replaceChildren();
      draw(place, spec, style);
    }
  }
});
