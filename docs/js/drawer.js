// The worker that turns Vega-Lite specifications into SVG, so that no page waits for it; needs no `unsafe-eval`.
//   in   {id, spec, font, width}      out   {id, svg} or {id, failure}
import './measure.js'; // before Vega, which looks for a canvas as it loads
import { parse, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile } from 'vega-lite';

const NOISE = / (?:aria-[a-z]+|role|pointer-events|class)="[^"]*"/g;
const IDS = /(?<=id=")[\w-]+(?=")|(?<=url\(#)[\w-]+(?=\))/g;

addEventListener('message', async ({ data: { id, spec, font, width } }) => {
  try {
    const sized = {
      ...spec,
      width,
      autosize: { type: 'fit', contains: 'padding' },
      config: { ...spec.config, font, background: null },
    };
    const view = new View(parse(compile(sized).spec, null, { ast: true }), { expr: expressionInterpreter, renderer: 'none' });
    const svg = await view.toSVG();
    view.finalize();
    postMessage({ id, svg: svg.replace(NOISE, '').replace(IDS, (name) => `live${id}-${name}`) });
  } catch (error) {
    postMessage({ id, failure: String(error) });
  }
});
