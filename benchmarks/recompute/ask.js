// Starts the shipped worker on a manifest, then asks it one question after another and tells how long each answer took.
const heard = {}; // type of a message → who waits for it
let worker;

const next = (type) => new Promise((resolve) => (heard[type] = resolve));

async function boot(script, address) {
  worker = new Worker(script, { type: 'module', name: String(new URLSearchParams({ manifest: address, lock: 'benchmark' })) });
  const failed = new Promise((_, reject) => (heard.failed = ({ message }) => reject(new Error(message))));
  worker.onmessage = ({ data }) => heard[data.type](data);
  const ready = next('ready');
  worker.postMessage({ type: 'go' });
  await Promise.race([ready, failed]);
}

// [milliseconds, whether the inputs were refused] of each.
async function askAll({ name, moves, detail }) {
  const told = [];
  for (const [id, inputs] of moves.entries()) {
    const answer = next('answer');
    const began = performance.now();
    worker.postMessage({ type: 'run', id, name, inputs, detail });
    const { result } = await answer;
    told.push([performance.now() - began, Boolean(result.error)]);
  }
  return told;
}
