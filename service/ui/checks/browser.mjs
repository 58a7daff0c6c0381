/**
 * form-js in Node, put together as vite.config.ts puts it together: feelin instead of its older fork, and a DOM.
 * Import this module first.
 */
import { registerHooks } from 'node:module';
import { Window } from 'happy-dom';

const REPLACED = { '@bpmn-io/feelin': 'feelin', 'lodash/isEqual': 'lodash/isEqual.js' };
registerHooks({ resolve: (name, context, next) => next(REPLACED[name] ?? name, context) });

const window = new Window({ url: 'http://127.0.0.1/' });
const GLOBALS = ['document', 'DocumentFragment', 'DOMParser', 'Element', 'Event', 'HTMLElement', 'HTMLFormElement', 'KeyboardEvent', 'Node'];
globalThis.window = window;
for (const name of GLOBALS) globalThis[name] = window[name];

export const viewer = await import('@bpmn-io/form-js-viewer');

/** Everything that arrives on standard input, parsed. */
export async function input() {
  const parts = [];
  for await (const part of process.stdin) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString('utf8'));
}

/** Writes the answer and ends; the DOM would keep the process alive. */
export function answer(value) {
  process.stdout.write(JSON.stringify(value), () => process.exit(0));
}
