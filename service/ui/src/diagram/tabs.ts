/** Tabs after the WAI-ARIA pattern: arrow keys move, a single diagram has no tab list. */
import { make } from '../page';

export interface Tab {
  name: string;
  panel: HTMLElement;
  /** called each time the tab is shown */
  shown: () => void;
}

export function tabs(label: string, items: Tab[]): { element: HTMLElement; select: (index: number) => void } {
  const list = make('div', { class: 'nav nav-tabs jd-tabs', role: 'tablist', 'aria-label': label });
  const buttons = items.map(({ name, panel }, index) => {
    const button = make('button', { type: 'button', role: 'tab', class: 'nav-link', id: `diagram-tab-${index}`, 'aria-controls': `diagram-panel-${index}` }, name);
    panel.id = `diagram-panel-${index}`;
    if (items.length > 1) {
      panel.setAttribute('role', 'tabpanel');
      panel.setAttribute('aria-labelledby', button.id);
    }
    button.addEventListener('click', () => select(index));
    return button;
  });
  const select = (chosen: number): void => {
    items.forEach(({ panel }, index) => {
      const on = index === chosen;
      panel.hidden = !on;
      buttons[index]?.setAttribute('aria-selected', String(on));
      buttons[index]?.setAttribute('tabindex', on ? '0' : '-1');
      buttons[index]?.classList.toggle('active', on);
    });
    items[chosen]?.shown();
  };
  list.addEventListener('keydown', (event) => {
    const now = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const to = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: items.length - 1 }[event.key];
    if (now < 0 || to === undefined) return;
    event.preventDefault();
    const index = (to + items.length) % items.length;
    select(index);
    buttons[index]?.focus();
  });
  list.append(...buttons);
  if (items.length < 2) list.hidden = true;
  return { element: list, select };
}
