// Makes the tables of the Data room sortable and narrows them to what a reader looks for. Without it all rows are there, in order.

const collator = new Intl.Collator(document.documentElement.lang, { numeric: true, sensitivity: 'base' });

function enhance(data) {
  data.dataset.bound = '';
  const table = data.querySelector('table');
  for (const [index, head] of [...table.tHead.rows[0].cells].entries()) makeSortable(table, head, index);
  if (data.querySelector('.cr-filter input')) makeNarrowable(data, table);
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
  const count = data.querySelector('.cr-filter__count');
  const search = data.querySelector('.cr-filter input');
  const selects = [...data.querySelectorAll('.cr-filter select')];
  const whole = count.textContent;
  const rows = [...table.tBodies[0].rows];
  const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
  const valueIn = (row, select) => row.cells[select.dataset.column].textContent.trim();
  for (const select of selects) {
    const values = [...new Set(rows.map((row) => valueIn(row, select)))].filter(Boolean).sort(collator.compare);
    select.append(...values.map((value) => new Option(value)));
  }

  const narrow = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const fits = words.every((word) => texts.get(row).includes(word))
        && selects.every((select) => !select.value || valueIn(row, select) === select.value);
      row.hidden = !fits;
      shown += fits;
    }
    const text = shown === rows.length ? whole : `${shown} of ${whole}`;
    if (count.textContent !== text) count.textContent = text;
  };
  search.addEventListener('input', narrow);
  for (const select of selects) select.addEventListener('change', narrow);
  narrow(); // a page that comes back keeps what was asked of it
}

function bind() {
  for (const data of document.querySelectorAll('.cr-data:not([data-bound])')) enhance(data);
}

// Material tells of every page by `document$`, the first included; elsewhere the document is whole when a module runs.
if (globalThis.document$) globalThis.document$.subscribe(bind);
else bind();
