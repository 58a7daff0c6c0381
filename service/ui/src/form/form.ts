/** The narrow view of form-js-viewer that this product uses, with its words in Chinese. */
import { Form } from '@bpmn-io/form-js-viewer';
import { translate } from '../zh/form';

export interface FormData {
  /** form-js document (schemaVersion 19) */
  schema: object;
  /** values that prefill the form: variable name to value */
  data?: Record<string, unknown>;
  /** variables that expressions and option lists may read but the form does not own */
  context?: Record<string, unknown>;
  readonly?: boolean;
  /** messages of the server: path such as `plan.channels[0].name` to texts */
  errors?: Record<string, string[]>;
}

export interface FieldInstance {
  id: string;
  valuePath: (string | number)[];
  indexes?: Record<string, number>;
  hidden?: boolean;
}

export interface Submission {
  data: Record<string, unknown>;
  errors: Record<string, unknown>;
}

/** What is used of the form; form-js declares parts of it as private. */
export interface TaskForm {
  submit(): Submission;
  on(event: string, handler: (event: unknown) => void): void;
  get<T>(service: string): T;
  importSchema(schema: object, data: Record<string, unknown>): Promise<{ warnings: unknown[] }>;
  setProperty(name: string, value: unknown): void;
  _id: string;
  _getState(): { data: Record<string, unknown>; errors: Record<string, unknown> };
  _setState(state: { errors: Record<string, unknown> }): void;
}

interface InstanceRegistry {
  getAllKeyed(): FieldInstance[];
}

export async function openForm(container: HTMLElement, { schema, data, context, readonly }: FormData): Promise<TaskForm> {
  const options = {
    container,
    // A pending value is lost when the form is drawn again before its timer runs (a date picked in the field before).
    debounce: false,
    additionalModules: [{ translate: ['value', translate] }],
  };
  const form = new Form(options) as unknown as TaskForm;
  const { warnings } = await form.importSchema(schema, { ...context, ...data });
  for (const warning of warnings) console.warn(warning);
  if (readonly) form.setProperty('readOnly', true);
  return form;
}

/** All fields on the page that carry data, rows of lists included. */
export function fieldInstances(form: TaskForm): FieldInstance[] {
  return form.get<InstanceRegistry>('formFieldInstanceRegistry').getAllKeyed();
}

/** `['plan', 'channels', 0, 'name']` as the server writes it: `plan.channels[0].name`. */
export function pathText(path: (string | number)[]): string {
  return path.map((key, at) => (typeof key === 'number' ? `[${key}]` : at ? `.${key}` : key)).join('');
}

/** The field that stands at a path of the server, if it is on the page. */
export function instanceAt(form: TaskForm, path: string): FieldInstance | undefined {
  return fieldInstances(form).find((instance) => pathText(instance.valuePath) === path);
}

/** What stands in a field. */
export function valueAt(form: TaskForm, { valuePath }: FieldInstance): unknown {
  let value: unknown = form._getState().data;
  for (const key of valuePath) value = (value as Record<string | number, unknown> | null | undefined)?.[key];
  return value;
}

function errorPath({ id, indexes }: FieldInstance): (string | number)[] {
  return [id, ...Object.values(indexes ?? {})];
}

/** The messages that form-js shows at a field at this moment. */
export function messagesAt(errors: Record<string, unknown>, instance: FieldInstance): string[] {
  let value: unknown = errors;
  for (const key of errorPath(instance)) value = (value as Record<string, unknown> | undefined)?.[String(key)];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** A copy of `node` with `value` at `path`; numbers make lists, names make objects. */
function withValue(node: unknown, path: (string | number)[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (typeof key === 'number') {
    const list: unknown[] = Array.isArray(node) ? [...(node as unknown[])] : [];
    list[key] = withValue(list[key], rest, value);
    return list;
  }
  const known = Object.entries((node as Record<string, unknown> | undefined) ?? {});
  const inner = known.find(([name]) => name === key)?.[1];
  // Entries make own properties whatever their name: `__proto__` changes no prototype.
  return Object.fromEntries([...known.filter(([name]) => name !== key), [key, withValue(inner, rest, value)]]);
}

/** Shows messages at a field until the person changes it. */
export function showMessages(form: TaskForm, instance: FieldInstance, messages: string[]): void {
  const errors = withValue(form._getState().errors, errorPath(instance), messages);
  form._setState({ errors: errors as Record<string, unknown> });
}

/** The element that takes the focus for a field, or null when it is not on the page (hidden, collapsed). */
export function inputOf(form: TaskForm, container: HTMLElement, instance: FieldInstance): HTMLElement | null {
  const suffix = Object.values(instance.indexes ?? {}).map((index) => `_${index}`).join('');
  const id = `fjs-form-${form._id}-${instance.id}${suffix}`;
  const exact = container.querySelector<HTMLElement>(`#${CSS.escape(id)}`);
  const part = container.querySelector<HTMLElement>(`[id^="${CSS.escape(id)}-"]:is(input, select, textarea, button)`);
  return exact?.matches('input, select, textarea, button') ? exact : (part ?? exact);
}

/** The visible label of a field, without the mark of required fields. */
export function labelOf(input: HTMLElement | null): string {
  const field = input?.closest('.fjs-form-field');
  const label = field?.querySelector('.fjs-form-field-label, legend, label');
  return (label?.textContent ?? '').replace(/\*/g, '').trim();
}
