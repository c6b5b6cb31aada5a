// Puts an answer's HTML in place of the one before. A block that says the same stays as it is; in one that changed every element
// stays that still has its place, opened, focused and scrolled as the reader left it, and drawings wait for their next. What stands
// beneath stays as it is, and marked, until an answer brings it. Where both answer the same question, so does a block that a quick
// answer leaves to be worked out.

const BENEATH = '.cr-beneath';
const DRAWING = '.cr-chart__drawing';
const PENDING = '[data-pending]';
const OURS = ['open', 'style']; // what the reader opened and what is set here: Python writes neither
const written = new WeakMap(); // the HTML of a block as Python wrote it

// Returns the blocks that are new.
export function place(answer, html, isSameQuestion = false) {
  const template = document.createElement('template');
  template.innerHTML = html;
  return placeBlocks(answer, [...template.content.children], isSameQuestion);
}

// All is measured before anything changes: a browser need not lay the page out in between. A block stays the same element whatever it
// says: for a new one among them Material's rules for content tabs would have every element behind it styled anew.
function placeBlocks(answer, coming, isSameQuestion) {
  const standing = new Map([...answer.children].map((block) => [keyOf(block), block]));
  const fresh = [];
  const changes = coming.map((block) => {
    const old = standing.get(keyOf(block));
    if (old?.matches(BENEATH)) return [old, () => placeBeneath(old, block, isSameQuestion)];
    if (old && isSameQuestion && (block.matches(PENDING) || block.querySelector(PENDING))) return [old];
    const text = block.outerHTML;
    if (old && (written.has(old) ? written.get(old) === text : asWritten(old) === asWritten(block))) return [old];
    fresh.push(block);
    written.set(old ?? block, text);
    return old ? [old, takeOver(old, block)] : [block];
  });
  changes.forEach(([block, change], index) => {
    if (answer.children[index] !== block) answer.insertBefore(block, answer.children[index] ?? null);
    change?.();
  });
  while (answer.children.length > coming.length) answer.lastElementChild.remove();
  return fresh;
}

function placeBeneath(old, block, isSameQuestion) {
  const isLeft = block.matches(PENDING);
  if (!isLeft) placeBlocks(old, [...block.children], isSameQuestion);
  old.toggleAttribute('data-pending', isLeft && !isSameQuestion);
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

// Returns what makes a block say what another says.
function takeOver(old, block) {
  const height = block.hasAttribute('data-pending') ? old.style.minHeight || `${old.offsetHeight}px` : ''; // its words follow
  return () => {
    become(old, block);
    if (!height) old.removeAttribute('style');
    else if (old.style.minHeight !== height) old.style.minHeight = height;
  };
}

// Changes no more than what differs: what stays keeps its focus and its scrolling, and is not laid out anew.
function become(old, coming) {
  for (const { name } of [...old.attributes, ...coming.attributes]) {
    const value = coming.getAttribute(name);
    if (OURS.includes(name) || old.getAttribute(name) === value) continue;
    if (value === null) old.removeAttribute(name);
    else old.setAttribute(name, value);
  }
  if (old.matches(DRAWING)) return;
  const standing = [...old.childNodes];
  const wanted = [...coming.childNodes];
  wanted.forEach((node, index) => {
    const there = standing[index];
    if (!there) old.append(node);
    else if (there.nodeName !== node.nodeName) there.replaceWith(node);
    else if (there instanceof Element) become(there, node);
    else if (there.data !== node.data) there.data = node.data;
  });
  for (const node of standing.slice(wanted.length)) node.remove();
}
