/** Connects the form to `#task-form`: validation before sending, errors of the server, error summary. */
import {
  fieldInstances, inputOf, labelOf, messagesAt, pathText, showMessages, type FieldInstance, type TaskForm,
} from './form';
import { showSummary, type Problem } from './summary';

export function connectTaskForm(form: TaskForm, container: HTMLElement, errors: Record<string, string[]>): void {
  const taskForm = document.getElementById('task-form') as HTMLFormElement | null;
  const hidden = document.getElementById('form-data') as HTMLInputElement | null;
  showServerErrors(form, container, errors);
  if (!taskForm || !hidden) return;

  let sending = false;
  // Capture phase: an invalid form must reach neither htmx nor the browser.
  taskForm.addEventListener(
    'submit',
    (event) => {
      if (event.target !== taskForm) return;
      sending = true;
      const { data, errors: found } = form.submit();
      sending = false;
      hidden.value = JSON.stringify(data);
      const unchecked = (event.submitter as HTMLButtonElement | null)?.formNoValidate ?? false;
      if (unchecked || !Object.keys(found).length) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      showSummary(container, () => browserProblems(form, container));
    },
    { capture: true },
  );
  // The form document may bring its own submit button.
  form.on('submit', () => {
    if (!sending) taskForm.requestSubmit();
  });
}

function browserProblems(form: TaskForm, container: HTMLElement): Problem[] {
  const { errors } = form._getState();
  return fieldInstances(form)
    .flatMap((instance) => messagesAt(errors, instance).map((text) => problem(form, container, instance, text)))
    .sort(byPosition);
}

function problem(form: TaskForm, container: HTMLElement, instance: FieldInstance, text: string): Problem {
  const input = inputOf(form, container, instance);
  return { label: labelOf(input), text, target: () => inputOf(form, container, instance) };
}

function byPosition(a: Problem, b: Problem): number {
  const [one, other] = [a.target(), b.target()];
  if (!one || !other || one === other) return 0;
  return one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
}

/** Fields appear as form-js renders them; each message waits for its field. What has no field stands in the summary alone. */
function showServerErrors(form: TaskForm, container: HTMLElement, errors: Record<string, string[]>): void {
  const waiting = new Map(Object.entries(errors));
  if (!waiting.size) return;
  const find = (path: string): FieldInstance | undefined =>
    fieldInstances(form).find((instance) => pathText(instance.valuePath) === path);
  const place = (): void => {
    for (const [path, messages] of waiting) {
      const instance = find(path);
      if (!instance) continue;
      waiting.delete(path);
      showMessages(form, instance, messages);
    }
  };
  form.on('formFieldInstance.added', () => queueMicrotask(place));
  place();
  showSummary(container, () =>
    Object.entries(errors).flatMap(([path, messages]) => {
      const instance = find(path);
      return messages.map((text): Problem => {
        if (!instance) return { label: '', text, target: () => null };
        return problem(form, container, instance, text);
      });
    }),
  );
}
