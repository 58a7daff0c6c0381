const PAUSE_MS = 4000;

/** A second click on the same submit button within a few seconds is ignored: nobody completes a task twice by accident. */
export function guardDoubleSubmit(): void {
  const sent = new WeakMap<HTMLFormElement, number>();
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    if (form.method !== 'post' || event.defaultPrevented) return;
    const now = performance.now();
    const before = sent.get(form);
    if (before !== undefined && now - before < PAUSE_MS) {
      event.preventDefault();
      return;
    }
    sent.set(form, now);
  });
}
