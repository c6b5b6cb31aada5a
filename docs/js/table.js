// Makes the tables of the Data room sortable and narrows them to what a reader looks for. Without it all rows are there, in order.

const FEWEST_TO_NARROW = 8;
const collator = new Intl.Collator(document.documentElement.lang, { numeric: true, sensitivity: 'base' });

function enhance(data) {
  data.dataset.bound = '';
  const table = data.querySelector('table');
  for (const [index, head] of [...table.tHead.rows[0].cells].entries()) makeSortable(table, head, index);
  if (table.tBodies[0].rows.length >= FEWEST_TO_NARROW) makeNarrowable(data, table);
}

function makeSortable(table, head, index) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'cr-sort';
  button.append(...head.childNodes);
  head.append(button);
  head.setAttribute('aria-sort', 'none');
  button.addEventListener('click', () => {
    // Numbers begin with the largest, words with the first of the alphabet.
    const first = head.classList.contains('cr-numeric') ? 'descending' : 'ascending';
    const second = first === 'ascending' ? 'descending' : 'ascending';
    const order = head.getAttribute('aria-sort') === first ? second : first;
    for (const other of head.parentElement.cells) other.setAttribute('aria-sort', other === head ? order : 'none');
    sort(table.tBodies[0], index, order === 'ascending' ? 1 : -1);
  });
}

// A row that says nothing in the column stays at the end, whichever way.
function sort(body, index, direction) {
  const keyed = [...body.rows].map((row) => [keyOf(row.cells[index]), row]);
  keyed.sort(([a], [b]) => {
    if (a === '' || b === '') return (a === '') - (b === '');
    return direction * (typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b)));
  });
  body.append(...keyed.map(([, row]) => row));
}

function keyOf(cell) {
  const { value } = cell.dataset;
  return value === undefined ? cell.textContent.trim() : Number(value);
}

function makeNarrowable(data, table) {
  const place = data.querySelector('.cr-filter');
  const count = place.querySelector('.cr-filter__count');
  const whole = count.textContent;
  const rows = [...table.tBodies[0].rows];
  const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
  const search = labelled('input', 'Find in this table');
  search.type = 'search';
  search.placeholder = 'Find in this table';
  const choices = [...table.tHead.rows[0].cells]
    .map((head, index) => ({ head, index }))
    .filter(({ head }) => 'choice' in head.dataset)
    .map(({ head, index }) => ({ index, select: choiceOf(head, rows, index) }));

  const narrow = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const fits = words.every((word) => texts.get(row).includes(word))
        && choices.every(({ index, select }) => !select.value || row.cells[index].textContent.trim() === select.value);
      row.hidden = !fits;
      shown += fits;
    }
    const text = shown === rows.length ? whole : `${shown} of ${whole}`;
    if (count.textContent !== text) count.textContent = text;
  };
  search.addEventListener('input', narrow);
  for (const { select } of choices) select.addEventListener('change', narrow);
  place.prepend(search, ...choices.map(({ select }) => select));
}

function choiceOf(head, rows, index) {
  const name = head.textContent.trim();
  const select = labelled('select', name);
  const values = [...new Set(rows.map((row) => row.cells[index].textContent.trim()))].filter(Boolean).sort(collator.compare);
  select.append(new Option(`${name}: all`, ''), ...values.map((value) => new Option(value)));
  return select;
}

function labelled(tag, label) {
  const element = document.createElement(tag);
  element.setAttribute('aria-label', label);
  return element;
}

function bind() {
  for (const data of document.querySelectorAll('.cr-data:not([data-bound])')) enhance(data);
}

// Material tells of every page by `document$`, the first included; elsewhere the document is whole when a module runs.
if (globalThis.document$) globalThis.document$.subscribe(bind);
else bind();
