/** Messages of the server at their fields, each until the person changes what the server objected to. */
import { instanceAt, pathText, showMessages, valueAt, type FieldInstance, type TaskForm } from './form';

interface Validator {
  validateFieldInstance(instance: FieldInstance, value: unknown): string[];
}

interface Objection {
  texts: string[];
  /** the value that was refused, as JSON; known once the field has been seen */
  value?: string;
}

export class ServerMessages {
  private readonly objections: Map<string, Objection>;

  constructor(form: TaskForm, errors: Record<string, string[]>) {
    this.objections = new Map(Object.entries(errors).map(([path, texts]) => [path, { texts }]));
    if (!this.objections.size) return;
    this.extendValidator(form.get<Validator>('validator'));
    const waiting = new Set(this.objections.keys());
    const place = (): void => {
      for (const path of waiting) {
        const instance = instanceAt(form, path);
        const objection = this.objections.get(path);
        if (!instance || !objection) continue;
        waiting.delete(path);
        const refused = valueAt(form, instance);
        // Lists of options are not checked while they render: what was refused is what stands there now.
        if (Array.isArray(refused)) objection.value ??= JSON.stringify(refused);
        showMessages(form, instance, objection.texts);
      }
    };
    form.on('formFieldInstance.added', () => queueMicrotask(place));
    place();
  }

  forget(): void {
    this.objections.clear();
  }

  /** form-js checks prefilled fields once more while it renders them; the objection has to survive that. */
  private extendValidator(validator: Validator): void {
    const check = validator.validateFieldInstance.bind(validator);
    validator.validateFieldInstance = (instance, value) => {
      const own = check(instance, value);
      const path = pathText(instance.valuePath);
      const objection = this.objections.get(path);
      if (!objection) return own;
      const now = JSON.stringify(value ?? null);
      objection.value ??= now;
      if (objection.value === now) return [...new Set([...own, ...objection.texts])];
      this.objections.delete(path);
      return own;
    };
  }
}
