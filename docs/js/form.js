// A calculator's form: what it holds goes to Python as it is. Nothing is checked or computed here.

export const fieldsOf = (form) => [...form.elements].filter((field) => field.name);

const isSwitch = (field) => field.type === 'checkbox';

export const valueOf = (field) => (isSwitch(field) ? field.checked : field.value);

export function defaultOf(field) {
  if (isSwitch(field)) return field.defaultChecked;
  if (!(field instanceof HTMLSelectElement)) return field.defaultValue;
  const options = [...field.options];
  return (options.find((option) => option.defaultSelected) ?? options[0])?.value ?? '';
}

export const isAtDefault = (field) => valueOf(field) === defaultOf(field);

export const read = (form) => Object.fromEntries(fieldsOf(form).map((field) => [field.name, valueOf(field)]));

// Puts the values of an opened address in, where the reader has not been quicker.
export function fill(form, inputs) {
  for (const field of fieldsOf(form)) {
    if (!(field.name in inputs) || !isAtDefault(field)) continue;
    const value = inputs[field.name];
    if (isSwitch(field)) field.checked = /^(true|yes|on|1)$/i.test(value);
    else field.value = value;
  }
  matchTwins(form);
}

// The inputs that differ from their defaults, in words: for paper, where there is no form.
export function changedInWords(form) {
  return fieldsOf(form).filter((field) => !isAtDefault(field)).map((field) => {
    const { label, unit } = labelOf(field);
    if (isSwitch(field)) return `${label}: ${field.checked ? '✓' : '✗'}`;
    const value = field instanceof HTMLSelectElement ? field.selectedOptions[0].textContent : field.value;
    return `${label}: ${value} ${unit}`.trim();
  });
}

function labelOf(field) {
  const label = field.labels[0].cloneNode(true);
  const unit = label.querySelector('.cr-unit');
  unit?.remove();
  return { label: label.textContent.trim(), unit: unit?.textContent ?? '' };
}

const twinsOf = (form) => [...form.querySelectorAll('[data-twin]')];

const partnerOf = (twin) => document.getElementById(twin.dataset.twin);

// Every slider to where its number is.
export function matchTwins(form) {
  for (const twin of twinsOf(form)) followNumber(twin);
}

// One of a pair was moved: the other follows.
export function moveTwin(form, moved) {
  if (moved.dataset.twin) {
    partnerOf(moved).value = numberOf(moved);
    speakUnit(moved);
  } else for (const twin of twinsOf(form)) if (partnerOf(twin) === moved) followNumber(twin);
}

// The number that a button empties, for a reader who does not know it.
export function emptiedBy(button) {
  const field = button?.dataset.empties && document.getElementById(button.dataset.empties);
  if (field) field.value = '';
  return field;
}

// Sliders follow numbers that only Python could read.
export function followRead(form, read) {
  for (const twin of twinsOf(form)) {
    const value = read[partnerOf(twin).name];
    if (value !== undefined) followNumber(twin, value);
  }
}

function followNumber(twin, value = partnerOf(twin).value) {
  const isEmpty = value.trim() === '';
  const isNumber = !isEmpty && Number.isFinite(Number(value));
  if (isNumber) twin.value = placeOf(twin, value);
  else if (isEmpty && partnerOf(twin).defaultValue === '') twin.value = twin.min;
  speakUnit(twin, isNumber ? Number(value) : undefined);
}

// A slider says its number with the unit in words.
function speakUnit(twin, number = numberOf(twin)) {
  const { unit, step } = twin.dataset;
  if (unit || step) twin.setAttribute('aria-valuetext', `${number} ${unit ?? ''}`.trim());
}

// A slider whose range is too wide for even steps (its `data-step`) has a place for each of 0 to 99 steps, and on for each number of two
// digits: 100, 110, … 990, 1000, 1100 …
const PER_TENFOLD = 90;

function placeOf({ dataset: { step } }, number) {
  if (!step) return number;
  const count = number / step;
  const tens = count < 100 ? 0 : Math.floor(Math.log10(count)) - 1;
  return PER_TENFOLD * tens + count / 10 ** tens;
}

function numberOf({ value, dataset: { step, least, most } }) {
  if (!step) return value;
  const tens = Math.max(0, Math.floor((value - 10) / PER_TENFOLD));
  const count = (value - PER_TENFOLD * tens) * 10 ** tens;
  return Math.min(most, Math.max(least, (count * step).toPrecision(12))); // 0.15, not 0.15000000000000002
}
