// Fills in what the address knows of a wrong figure, for a reader to send. Without it the lines stand empty.

const LINES = { record: 'Record', field: 'Field', value: 'What the site says', source: 'Source that it names' };

function fill() {
  const report = document.querySelector('[data-report]');
  if (!report) return;
  const known = new URLSearchParams(location.search);
  const lines = Object.entries(LINES).map(([key, label]) => `${label}: ${known.get(key) ?? ''}`.trim());
  report.value = [...lines, 'Where did you read it?', 'What should it be?'].join('\n');
}

// Material tells of every page by `document$`, the first included; elsewhere the document is whole when a module runs.
if (globalThis.document$) globalThis.document$.subscribe(fill);
else fill();
