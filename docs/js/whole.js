// Files whose names hold a digest of their content prove themselves: `library.0123456789abcdef.zip`.

const DIGEST = /\.([0-9a-f]{16})\.\w+$/;

// Whether the bytes are those that the file's name promises. Where the browser has no digests (plain http) it is taken at its word.
export async function isWhole(url, bytes) {
  const promised = DIGEST.exec(new URL(url).pathname)?.[1];
  if (!promised || !globalThis.crypto?.subtle) return true;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest.slice(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join('') === promised;
}
