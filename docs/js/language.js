// Puts the interface into another language: labels, hints, buttons, errors. Loaded when a reader chooses one. A translation is one
// file, English text → the same in the language, with the same {places}; what an answer says stays English.

const PARTS = '.cr-form, .cr-bar, .cr-notices, .cr-live, .cr-beside > h2, .cr-beside > button';
const ATTRIBUTES = ['aria-label', 'data-unit', 'label'];
const FEW_LETTERS = 6; // a template of so few is for ranges of numbers alone

// Says an English text in the language whose texts are given.
export class Translation {
  #texts;
  #templates;

  constructor(texts) {
    this.#texts = new Map(Object.entries(texts));
    const letters = (template) => template.replace(/\{\d\}|[^a-z]/gi, '').length;
    this.#templates = Object.entries(texts)
      .filter(([english]) => english.includes('{'))
      .sort(([a], [b]) => letters(b) - letters(a))
      .map(([english, said]) => ({ pattern: patternOf(english), said, isForNumbers: letters(english) < FEW_LETTERS }));
  }

  of(english) {
    const text = english.trim();
    const said = this.#say(text) ?? this.#asSentence(text);
    return said === undefined ? english : english.replace(text, () => said);
  }

  #say(text) {
    const exact = this.#texts.get(text);
    if (exact !== undefined) return exact;
    for (const { pattern, said, isForNumbers } of this.#templates) {
      const found = !(isForNumbers && !/^[-−\d]/.test(text)) && pattern.exec(text);
      if (found) return said.replace(/\{(\d)\}/g, (_, place) => this.of(found.groups[`p${place}`]));
    }
    return undefined;
  }

  // The page begins errors with a capital and ends them with a point.
  #asSentence(text) {
    const bare = (text.charAt(0).toLowerCase() + text.slice(1)).replace(/\.$/, '');
    const said = bare === text ? undefined : this.#say(bare) ?? this.#say(text.replace(/\.$/, ''));
    return said && said.charAt(0).toUpperCase() + said.slice(1) + (text.endsWith('.') ? '.' : '');
  }
}

function patternOf(english) {
  const literal = english.replace(/[.*+?^$()|[\]\\/]/g, '\\$&');
  return new RegExp(`^${literal.replace(/\{(\d)\}/g, '(?<p$1>.*?)')}$`, 's');
}

const english = { of: (text) => text };
const speaking = new WeakMap(); // a calculator → who speaks in it

// From now on the interface of a calculator is in the language of these texts; without any in English.
export function speak(root, language, texts) {
  const translation = texts ? new Translation(texts) : english;
  if (!speaking.has(root)) speaking.set(root, new Speaker(root));
  speaking.get(root).speak(translation, language);
}

class Speaker {
  #root;
  #translation = english;
  #said = new WeakMap(); // a text node or attribute → {english, said}
  #observer = new MutationObserver((changes) => this.#onChanges(changes));

  constructor(root) {
    this.#root = root;
  }

  speak(translation, language) {
    this.#translation = translation;
    this.#observer.disconnect();
    for (const part of this.#root.querySelectorAll(PARTS)) {
      part.lang = language;
      this.#translate(part);
    }
    this.#observer.observe(this.#root, { childList: true, characterData: true, subtree: true });
  }

  #onChanges(changes) {
    for (const { target, addedNodes } of changes) {
      for (const node of addedNodes.length ? addedNodes : [target]) {
        const element = node instanceof Element ? node : node.parentElement;
        if (element?.closest(PARTS)) this.#translate(node);
        else element?.querySelectorAll?.(PARTS).forEach((part) => this.#translate(part));
      }
    }
    this.#observer.takeRecords(); // of what was just said
  }

  #translate(node) {
    if (node instanceof Text) this.#sayText(node);
    if (!(node instanceof Element)) return;
    for (const element of [node, ...node.querySelectorAll('*')]) {
      for (const name of ATTRIBUTES) if (element.hasAttribute(name)) this.#sayAttribute(element.getAttributeNode(name));
      for (const child of element.childNodes) if (child instanceof Text) this.#sayText(child);
    }
  }

  #sayText(node) {
    if (node.data.trim()) this.#say(node, node.data, (text) => { node.data = text; });
  }

  #sayAttribute(attribute) {
    this.#say(attribute, attribute.value, (text) => { attribute.value = text; });
  }

  #say(key, now, put) {
    const before = this.#said.get(key);
    const original = before?.said === now ? before.english : now;
    const said = this.#inWords(original);
    this.#said.set(key, { english: original, said });
    if (said !== now) put(said);
  }

  // A verdict is said as the answer says it.
  #inWords(text) {
    const verdict = this.#root.querySelector('.cr-verdict__sentence')?.textContent;
    if (!verdict || !text.endsWith(verdict)) return this.#translation.of(text);
    const before = text.slice(0, -verdict.length);
    return before.trim() ? this.#translation.of(before) + verdict : text;
  }
}
