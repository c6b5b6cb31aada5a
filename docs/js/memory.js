// Python's memory as it stood once it had answered, kept by the browser for the next visit: what takes most of the time to start
// need not be done again. It belongs to one manifest: other code or other data starts from nothing, as does a damaged memory.

const STORE = 'calculators';
const CHECK = 'X-Check';
const PAGE = 65536; // of WebAssembly's memory; more than a third of them hold nothing but zeros
const WORD = 4;

const keyOf = (manifest) => `${manifest}.memory`;

// FNV-1a of 32-bit words: one word that differs always shows, and a digest takes several times as long.
function checkOf(packed) {
  const words = new Int32Array(packed);
  let check = 0x811c9dc5 | 0;
  for (let at = 0; at < words.length; at += 1) check = Math.imul(check ^ words[at], 0x01000193);
  return String(check);
}

// The pages that are not zero, after their count, the memory's length and where each begins.
function pack(memory) {
  const starts = [];
  for (let start = 0; start < memory.length; start += PAGE) {
    if (memory.subarray(start, start + PAGE).some((byte) => byte)) starts.push(start);
  }
  return new Blob([
    new Uint32Array([starts.length, memory.length, ...starts]),
    ...starts.map((start) => memory.subarray(start, start + PAGE)),
  ]);
}

function unpack(packed) {
  const [count, length] = new Uint32Array(packed, 0, 2);
  const memory = new Uint8Array(length);
  let at = (2 + count) * WORD;
  for (const start of new Uint32Array(packed, 2 * WORD, count)) {
    const page = new Uint8Array(packed, at, Math.min(PAGE, length - start));
    memory.set(page, start);
    at += page.length;
  }
  return memory;
}

// What is kept for a manifest, still to be read, or nothing.
export async function find(manifest) {
  try {
    return await (await caches.open(STORE)).match(keyOf(manifest));
  } catch {
    return null; // there is no storage here
  }
}

// The memory that was found, or nothing where it is damaged.
export async function read(found) {
  try {
    const packed = await found.arrayBuffer();
    return checkOf(packed) === found.headers.get(CHECK) ? unpack(packed) : null;
  } catch {
    return null;
  }
}

// Keeps it in place of all others. A browser that has no room or keeps nothing is as good as before.
export async function keep(manifest, memory) {
  try {
    await forget();
    const store = await caches.open(STORE);
    const packed = await pack(memory).arrayBuffer();
    await store.put(keyOf(manifest), new Response(packed, { headers: { [CHECK]: checkOf(packed) } }));
  } catch {}
}

export async function forget() {
  try {
    await caches.delete(STORE);
  } catch {}
}
