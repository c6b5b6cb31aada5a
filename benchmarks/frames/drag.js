// Draws a slider frame by frame, and tells of each frame whether the answer to its value stood on the page before the next.
globalThis.sent = []; // the inputs of runs that are not answered yet
globalThis.answered = null; // the inputs of the latest answer
globalThis.Worker = class extends Worker {
  constructor(...given) {
    super(...given);
    this.addEventListener('message', ({ data }) => { if (data.type === 'answer') answered = sent.shift(); });
  }
  postMessage(message, ...more) {
    if (message.type === 'run') sent.push(message.inputs);
    super.postMessage(message, ...more);
  }
};

const nextFrame = () => new Promise(requestAnimationFrame);

// Waits until every question is answered.
globalThis.rest = async () => {
  do await new Promise((resolve) => setTimeout(resolve, 500)); while (sent.length);
};

// Of each frame: milliseconds since the one before, whether the answer to its value was there before the next, and milliseconds until
// that answer came; null where a later one came first.
globalThis.drag = async (slider, frames) => {
  const field = document.getElementById(slider.dataset.twin);
  const { min, max } = slider;
  const came = new Map();
  const watch = new MutationObserver(() => {
    const value = answered?.[field.name];
    if (!came.has(value)) came.set(value, performance.now());
  });
  watch.observe(slider.closest('.cr-calculator').querySelector('.cr-answer'), { childList: true, characterData: true, subtree: true });
  const told = [];
  let before = await nextFrame();
  for (let frame = 1; frame <= frames; frame += 1) {
    slider.value = Number(min) + ((Number(max) - Number(min)) * frame) / (frames + 1);
    const moved = performance.now();
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    const { value } = field;
    const now = await nextFrame();
    told.push({ gap: now - before, isOwn: answered?.[field.name] === value, value, moved });
    before = now;
  }
  await rest();
  watch.disconnect();
  return told.map(({ gap, isOwn, value, moved }) => [gap, isOwn, came.has(value) ? Math.max(0, came.get(value) - moved) : null]);
};
