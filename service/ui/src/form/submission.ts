/** Connects the form to `#task-form`: validation before sending, errors of the server, error summary. */
import { fieldInstances, inputOf, instanceAt, labelOf, messagesAt, type FieldInstance, type TaskForm } from './form';
import { ServerMessages } from './server-messages';
import { showSummary, type Problem } from './summary';

export function connectTaskForm(form: TaskForm, container: HTMLElement, errors: Record<string, string[]>): void {
  const taskForm = document.getElementById('task-form') as HTMLFormElement | null;
  const hidden = document.getElementById('form-data') as HTMLInputElement | null;
  const answer = new ServerMessages(form, errors);
  showServerSummary(form, container, errors);
  if (!taskForm || !hidden) return;

  let sending = false;
  // Capture phase: an invalid form must reach neither htmx nor the browser.
  taskForm.addEventListener(
    'submit',
    (event) => {
      if (event.target !== taskForm) return;
      sending = true;
      answer.forget(); // what the server objected to may hold no more: it decides again
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
  if (!one || !other) return Number(!one) - Number(!other);
  if (one === other) return 0;
  return one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
}

function showServerSummary(form: TaskForm, container: HTMLElement, errors: Record<string, string[]>): void {
  if (!Object.keys(errors).length) return;
  const lines = (path: string, texts: string[]): Problem[] => {
    const instance = instanceAt(form, path);
    if (!instance) return texts.map((text) => ({ label: '', text, target: () => null }));
    return texts.map((text) => problem(form, container, instance, text));
  };
  showSummary(container, () => Object.entries(errors).flatMap(([path, texts]) => lines(path, texts)).sort(byPosition));
}
