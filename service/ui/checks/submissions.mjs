/**
 * Opens each form as a task page does, fills it in and hands it in.
 * In: [{schema, context, submissions: [data]}]; out: per submission {errors: {path: [text]}, data} or {failed}.
 */
import { options, translate, viewer } from './browser.mjs';
import { answer, input } from './io.mjs';

options.debounceRendering = queueMicrotask;
options.requestAnimationFrame = setImmediate;

const pathText = (path) => path.map((key, at) => (typeof key === 'number' ? `[${key}]` : at ? `.${key}` : key)).join('');
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Computed fields follow each other: wait until nothing changes. */
async function rest(form) {
  for (let quiet = 0, last = '', turn = 0; quiet < 2 && turn < 30; turn++) {
    await settled();
    const now = JSON.stringify(form._getState().data);
    quiet = now === last ? quiet + 1 : 0;
    last = now;
  }
}

async function submit(form, schema, data, context) {
  await form.importSchema(schema, { ...context, ...data });
  await rest(form);
  const { data: sent, errors: found } = form.submit();
  const errors = {};
  for (const { id, indexes, valuePath } of form.get('formFieldInstanceRegistry').getAllKeyed()) {
    let texts = found[id];
    for (const index of Object.values(indexes ?? {})) texts = texts?.[index];
    if (Array.isArray(texts) && typeof texts[0] === 'string') errors[pathText(valuePath)] = texts;
  }
  return { errors, data: sent };
}

const results = [];
for (const { schema, context, submissions } of await input()) {
  const form = new viewer.Form({ debounce: false, additionalModules: [{ translate: ['value', translate] }] });
  try {
    for (const data of submissions) results.push(await submit(form, schema, data, context));
  } catch (error) {
    for (const _ of submissions) results.push({ failed: String(error.stack) });
  }
  form.destroy();
}
answer(results);
