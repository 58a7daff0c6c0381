const KEY = 'jiedu.large-text';

/** `<button data-large-text>`: larger letters for every page of this browser. */
export function largeText(): void {
  const show = (on: boolean): void => {
    document.documentElement.classList.toggle('large-text', on);
    for (const button of document.querySelectorAll('[data-large-text]')) button.setAttribute('aria-pressed', String(on));
  };
  show(localStorage.getItem(KEY) === '1');
  document.addEventListener('click', (event) => {
    if (!(event.target as Element).closest('[data-large-text]')) return;
    const on = localStorage.getItem(KEY) !== '1';
    localStorage.setItem(KEY, on ? '1' : '0');
    show(on);
  });
}
