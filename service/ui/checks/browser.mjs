/**
 * form-js in Node, put together as vite.config.ts puts it together: feelin instead of its older fork, and a DOM.
 * Import this module first.
 */
import { registerHooks } from 'node:module';
import { Window } from 'happy-dom';

const VIEWER = import.meta.resolve('@bpmn-io/form-js-viewer');
const REPLACED = { '@bpmn-io/feelin': 'feelin', 'lodash/isEqual': 'lodash/isEqual.js', './translator': './translator.ts' };
registerHooks({
  resolve(name, context, next) {
    // the copy of preact that form-js draws with
    if (name === '@bpmn-io/form-js-viewer/preact') return next('preact', { ...context, parentURL: VIEWER });
    return next(REPLACED[name] ?? name, context);
  },
});

const window = new Window({ url: 'http://127.0.0.1/' });
const GLOBALS = ['document', 'DocumentFragment', 'DOMParser', 'Element', 'Event', 'HTMLElement', 'HTMLFormElement', 'KeyboardEvent', 'Node'];
globalThis.window = window;
for (const name of GLOBALS) globalThis[name] = window[name];

export const viewer = await import('@bpmn-io/form-js-viewer');
export const { options } = await import('@bpmn-io/form-js-viewer/preact');
export const { translate } = await import('../src/zh/form.ts');
