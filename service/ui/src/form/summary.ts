/** The list of everything that is wrong, above the form and with the focus on it (GOV.UK pattern). */
import { make } from '../page';

export interface Problem {
  label: string;
  text: string;
  target: () => HTMLElement | null;
}

const ID = 'form-errors';

/** Waits for one paint, because the labels and messages are rendered after the state has changed. */
export function showSummary(container: HTMLElement, problems: () => Problem[]): void {
  document.getElementById(ID)?.remove();
  window.setTimeout(() => {
    const box = summary(problems());
    document.getElementById(ID)?.remove();
    container.before(box);
    box.focus();
  }, 60);
}

function summary(problems: Problem[]): HTMLElement {
  const list = make('ul');
  for (const problem of problems) list.append(make('li', {}, line(problem)));
  const title = make('h2', { id: `${ID}-title` }, `有 ${problems.length} 处需要修改`);
  return make('div', { id: ID, class: 'error-summary', role: 'alert', tabindex: '-1', 'aria-labelledby': title.id }, title, list);
}

function line({ label, text, target }: Problem): HTMLElement | string {
  const words = label ? `${label}：${text}` : text;
  const input = target();
  if (!input) return words;
  const link = make('a', { href: `#${input.id}` }, words);
  link.addEventListener('click', (event) => {
    event.preventDefault();
    const now = target();
    now?.scrollIntoView({ block: 'center' });
    now?.focus();
  });
  return link;
}
