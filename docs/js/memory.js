// Python's memory as it stood once it had answered, kept by the browser for the next visit: what takes most of the time to start
// need not be done again. It belongs to one manifest: other code or other data starts from nothing, as does a damaged memory.

const STORE = 'calculators';
const DIGEST = 'X-Digest';

const keyOf = (manifest) => `${manifest}.memory`;

const digestOf = async (memory) => new Uint8Array(await crypto.subtle.digest('SHA-256', memory)).toString();

// The memory that belongs to a manifest, or nothing.
export async function recall(manifest) {
  try {
    const kept = await (await caches.open(STORE)).match(keyOf(manifest));
    const memory = new Uint8Array(await kept.arrayBuffer());
    return (await digestOf(memory)) === kept.headers.get(DIGEST) ? memory : null;
  } catch {
    return null; // nothing is kept, or there is no storage here
  }
}

// Keeps it in place of all others. A browser that has no room or keeps nothing is as good as before.
export async function keep(manifest, memory) {
  try {
    await forget();
    const store = await caches.open(STORE);
    await store.put(keyOf(manifest), new Response(memory, { headers: { [DIGEST]: await digestOf(memory) } }));
  } catch {}
}

export async function forget() {
  try {
    await caches.delete(STORE);
  } catch {}
}
