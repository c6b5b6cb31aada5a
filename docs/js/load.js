// Scripts that come when they are first needed. A browser keeps a failure for as long as the document lives: what did not come is
// asked for the next time under another address.

const failures = new Map(); // address → how often it did not come

export async function load(address) {
  const count = failures.get(address) ?? 0;
  try {
    return await import(count ? `${address}?again=${count}` : address);
  } catch (error) {
    failures.set(address, count + 1);
    throw error;
  }
}
