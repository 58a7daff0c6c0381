/** In: {schema, data}; out: what the tab keeps of the data while the form is filled in (src/form/draft.ts). */
import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { answer, input } from './io.mjs';

const { schema, data } = await input();
const kept = new Map();
const page = `const DRAFTS = 'draft:'; const make = () => undefined;`;
globalThis.document = { body: { dataset: { user: 'lin' } }, querySelector: () => ({ value: '7' }) };
globalThis.location = { pathname: '/tasks/1-2' };
globalThis.sessionStorage = {
  getItem: (key) => kept.get(key) ?? null,
  setItem: (key, text) => kept.set(key, text),
  removeItem: (key) => kept.delete(key),
};
const text = stripTypeScriptTypes(await readFile(new URL('../src/form/draft.ts', import.meta.url), 'utf8'));
const code = page + text.replace(/^import .*$/gm, '');
const { keepDraft } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
let changed = () => undefined;
keepDraft({ on: (_, handler) => (changed = handler), _getState: () => ({ data: {} }) }, undefined, schema, () => undefined);
changed({ data });
answer([...kept.values()].map((each) => JSON.parse(each).data));
