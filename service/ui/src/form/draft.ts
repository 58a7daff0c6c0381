/** What a person has typed stays in this tab until it is handed in: a session that ends does not cost the work. */
import { DRAFTS, make } from '../page';
import type { TaskForm } from './form';

interface Draft {
  /** revision of the task that was filled in */
  revision: string;
  at: string;
  data: Record<string, unknown>;
}

/** Only for this person and this page; the tab forgets it when it is closed. */
function key(): string {
  return `${DRAFTS}${document.body.dataset.user ?? ''}:${location.pathname.replace(/\/completion$/, '')}`;
}

interface Component {
  key?: string;
  properties?: Record<string, unknown>;
  components?: Component[];
}

/** Names of the values that the form calls personal: they are typed again, the browser keeps none of them. */
function personalNames({ key, properties, components }: Component): string[] {
  const own = properties?.personal === true && key ? [key.split('.').pop() ?? key] : [];
  return [...own, ...(components ?? []).flatMap(personalNames)];
}

/** Keeps every change of the form but personal data, and offers what an earlier visit of this tab has left. */
export function keepDraft(
  form: TaskForm,
  container: HTMLElement,
  schema: object,
  restore: (data: Record<string, unknown>) => Promise<unknown>,
): void {
  const personal = new Set(personalNames(schema));
  const revision = document.querySelector<HTMLInputElement>('#task-form input[name="revision"]')?.value;
  if (revision === undefined) return forgetDraft();
  const left = read();
  let last = JSON.stringify(form._getState().data);
  if (left?.revision === revision) offer(container, left, restore);
  form.on('changed', (event) => {
    const { data } = event as { data: Record<string, unknown> };
    const text = JSON.stringify(data);
    if (text === last) return;
    last = text;
    write({ revision, at: new Date().toLocaleString('zh-CN'), data }, personal);
  });
}

/** The task is no longer this person's to fill in. */
export function forgetDraft(): void {
  sessionStorage.removeItem(key());
}

function read(): Draft | undefined {
  const text = sessionStorage.getItem(key());
  return text ? (JSON.parse(text) as Draft) : undefined;
}

function write(draft: Draft, personal: Set<string>): void {
  const text = JSON.stringify(draft, (name, value: unknown) => (personal.has(name) ? undefined : value));
  try {
    sessionStorage.setItem(key(), text);
  } catch (error) {
    console.warn(error); // the store of the tab is full: the form itself still works
  }
}

function offer(container: HTMLElement, draft: Draft, restore: (data: Record<string, unknown>) => Promise<unknown>): void {
  const box = make('div', { id: 'form-draft', class: 'alert alert-warning', role: 'status' });
  const button = (text: string, style: string, then: () => void): HTMLButtonElement => {
    const element = make('button', { type: 'button', class: `btn btn-sm ${style} me-2` }, text);
    element.addEventListener('click', () => {
      box.remove();
      then();
    });
    return element;
  };
  box.append(
    make('p', { class: 'mb-2' }, `这个窗口里有您 ${draft.at} 填写但没有提交的内容。`),
    button('恢复填写的内容', 'btn-primary', () => void restore(draft.data)),
    button('不要了', 'btn-outline-primary', forgetDraft),
  );
  container.before(box);
}
