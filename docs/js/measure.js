// Vega measures text on a canvas that it asks a document for; a worker has another kind. Without either it takes a guess.
if (globalThis.OffscreenCanvas) globalThis.document ??= { createElement: () => new OffscreenCanvas(1, 1) };
