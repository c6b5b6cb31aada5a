// Tells the page around an embedded calculator how tall it is, whenever that changes.

const content = document.querySelector('.cr-embed');

function tell() {
  const height = Math.ceil(content.getBoundingClientRect().bottom + scrollY);
  parent.postMessage({ type: 'calculator-height', height }, '*');
}

new ResizeObserver(tell).observe(content);
