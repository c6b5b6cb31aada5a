// Puts an answer's HTML in place of the one before. A block that says the same stays as it is, element for element; in one that
// changed, what the reader opened stays open, what has the focus keeps it, tables stay scrolled, drawings wait for their next. What
// stands beneath stays as it is, and marked, until an answer brings it. Where both answer the same question, so does a block that a
// quick answer leaves to be worked out.

const BENEATH = '.cr-beneath';
const DRAWING = '.cr-chart__drawing';
const PENDING = '[data-pending]';
const written = new WeakMap(); // the HTML of a block as Python wrote it

// Returns the blocks that are new.
export function place(answer, html, isSameQuestion = false) {
  const template = document.createElement('template');
  template.innerHTML = html;
  return placeBlocks(answer, [...template.content.children], isSameQuestion);
}

function placeBlocks(answer, coming, isSameQuestion) {
  const standing = new Map([...answer.children].map((block) => [keyOf(block), block]));
  const fresh = [];
  coming.forEach((block, index) => {
    const old = standing.get(keyOf(block));
    if (old?.matches(BENEATH)) {
      const isLeft = block.matches(PENDING);
      if (!isLeft) placeBlocks(old, [...block.children], isSameQuestion);
      old.toggleAttribute('data-pending', isLeft && !isSameQuestion);
      if (answer.children[index] !== old) answer.insertBefore(old, answer.children[index] ?? null);
      return;
    }
    const text = block.outerHTML;
    const isKept = old && isSameQuestion && (block.matches(PENDING) || block.querySelector(PENDING));
    const same = isKept || (old && (written.has(old) ? written.get(old) === text : asWritten(old) === asWritten(block)));
    const wanted = same ? old : block;
    if (!isKept) written.set(wanted, text);
    if (answer.children[index] !== wanted) {
      if (old === answer.children[index]) takeOver(old, wanted);
      else answer.insertBefore(wanted, answer.children[index] ?? null);
    }
    if (!same) fresh.push(block);
  });
  while (answer.children.length > coming.length) answer.lastElementChild.remove();
  return fresh;
}

// A class alone does not tell two tables apart; their headings do.
const keyOf = (block) => `${block.className}#${block.id || (block.querySelector(':scope > h2')?.textContent ?? '')}`;

// What a block says, for one that came with the page: without what the build drew, what the reader opened, and how the theme
// writes links.
function asWritten(block) {
  const copy = block.cloneNode(true);
  for (const drawing of copy.querySelectorAll(DRAWING)) drawing.replaceChildren();
  for (const details of [copy, ...copy.querySelectorAll('details')]) details.removeAttribute('open');
  for (const link of copy.querySelectorAll('a')) link.href = new URL(link.getAttribute('href'), location);
  return copy.outerHTML;
}

function takeOver(old, block) {
  const focus = pathTo(old, document.activeElement);
  pairs(old, block, 'details', (before, after) => { after.open = before.open; });
  pairs(old, block, DRAWING, (before, after) => after.replaceChildren(...before.childNodes));
  if (block.hasAttribute('data-pending')) block.style.minHeight = `${old.offsetHeight}px`; // its words follow
  const scrolled = [...old.querySelectorAll('.cr-scroll')].map((part) => part.scrollLeft);
  old.replaceWith(block);
  block.querySelectorAll('.cr-scroll').forEach((part, index) => { part.scrollLeft = scrolled[index] ?? 0; });
  if (focus) focus.reduce((at, index) => at?.children[index], block)?.focus({ preventScroll: true });
}

function pairs(old, block, selector, pair) {
  const all = (root) => [...(root.matches(selector) ? [root] : []), ...root.querySelectorAll(selector)];
  const after = all(block);
  all(old).forEach((before, index) => after[index] && pair(before, after[index]));
}

// The way from a block to an element in it, as indices of children; nothing where it is not in it.
function pathTo(root, element) {
  if (!root.contains(element)) return null;
  const path = [];
  for (let at = element; at !== root; at = at.parentElement) {
    path.unshift([...at.parentElement.children].indexOf(at));
  }
  return path;
}
