// What the page says of itself. Answers, errors and notices come from Python.

export const words = {
  starting: 'Starting the live calculator …',
  live: 'Live: change an input and the answer follows.',
  stopped: 'The last change could not be worked out; the answer shown is for the inputs before it.',
  failed: (reason) => `Not live: ${reason}. The answer shown is the last computed.`,
  read: (number) => `Read as ${number}.`,
  allowed: ({ message, allowed }) => (allowed ? `${sentence(message)} Allowed: ${allowed}.` : sentence(message)),

  copy: 'Copy as',
  download: 'Download',
  chart: (title) => `Chart: ${title}`,
  more: 'This answer',
  forms: { address: 'Link', text: 'Text', markdown: 'Markdown', latex: 'LaTeX tables', json: 'JSON', csv: 'CSV' },
  pin: 'Pin it to compare',
  print: 'Print it on one page',
  unpin: 'Unpin',
  compared: 'The pinned answer and the one now',
  copied: (form) => `Copied: ${form}.`,
  downloaded: (file) => `Saved: ${file}.`,
  pinned: 'Pinned: change an input and both answers stand side by side.',
  unpinned: 'Unpinned.',
  notDone: (reason) => `Not done: ${reason}`,
  noClipboard: 'the browser does not let this page copy',

  missing: (name, status) => `${name} could not be had (${status})`,
  damaged: (name) => `${name} came damaged`,
  unreachable: 'the site cannot be reached',
  slow: (seconds) => `nothing came for ${seconds} seconds`,
  starved: 'there is not enough memory',
  died: 'the calculator stopped, perhaps for want of memory',
  broken: 'the calculator’s program did not start',
};

function sentence(text) {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.?!]$/.test(first) ? first : `${first}.`;
}
