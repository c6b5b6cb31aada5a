// What the page says of itself. Answers, errors and notices come from Python.

export const starting = 'Starting the live calculator …';
export const live = 'Live: change an input and the answer follows.';
export const undrawn = 'Live, but the charts of this answer did not come: their tables say the same.';
export const stopped = 'The last change could not be worked out; the answer shown is for the inputs before it.';
export const failed = (reason) => `Not live: ${reason}. The answer shown is the last computed.`;
export const read = (number) => `Read as ${number}.`;
export const allowed = ({ message, allowed }) => (allowed ? `${sentence(message)} Allowed: ${allowed}.` : sentence(message));

export const copy = 'Copy as';
export const download = 'Download';
export const chart = (title) => `Chart: ${title}`;
export const more = 'This answer';
export const forms = { address: 'Link', text: 'Text', markdown: 'Markdown', latex: 'LaTeX tables', json: 'JSON', csv: 'CSV' };
export const pin = 'Pin it to compare';
export const print = 'Print it on one page';
export const unpin = 'Unpin';
export const compared = 'The pinned answer and the one now';
export const copied = (form) => `Copied: ${form}.`;
export const downloaded = (file) => `Saved: ${file}.`;
export const pinned = 'Pinned: change an input and both answers stand side by side.';
export const unpinned = 'Unpinned.';
export const ofPinned = (notice) => `Of the pinned answer: ${notice}`;
export const notDone = (reason) => `Not done: ${reason}`;
export const noClipboard = 'the browser does not let this page copy';

export const missing = (name, status) => `${name} could not be had (${status})`;
export const damaged = (name) => `${name} came damaged`;
export const unreachable = 'the site cannot be reached';
export const slow = (seconds) => `nothing came for ${seconds} seconds`;
export const starved = 'there is not enough memory';
export const died = 'the calculator stopped, perhaps for want of memory';
export const broken = 'the calculator’s program did not start';

function sentence(text) {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.?!]$/.test(first) ? first : `${first}.`;
}
