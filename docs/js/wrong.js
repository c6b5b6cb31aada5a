// Fills in what the address knows of a wrong figure, for a reader to send, here and in the repository's form. Without it the lines
// stand empty.

const LINES = { record: 'Record', field: 'Field', value: 'What the site says', source: 'Source that it names' };

function fill() {
  const report = document.querySelector('[data-report]');
  if (!report) return;
  const known = new URLSearchParams(location.search);
  const lines = Object.entries(LINES).map(([key, label]) => `${label}: ${known.get(key) ?? ''}`.trim());
  report.value = [...lines, 'Where did you read it?', 'What should it be?'].join('\n');
  const form = document.querySelector('[data-form]');
  if (!form) return;
  const address = new URL(form.href);
  for (const key of Object.keys(LINES)) if (known.get(key)) address.searchParams.set(key, known.get(key));
  form.href = address;
}

// Material tells of every page by `document$`, the first included; elsewhere the document is whole when a module runs.
if (globalThis.document$) globalThis.document$.subscribe(fill);
else fill();
