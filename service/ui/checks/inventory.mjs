/** Prints what form-js-viewer knows: each component with its properties, and the keywords of `validate`. */
import { viewer } from './browser.mjs';
import { answer } from './io.mjs';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const source = readFileSync(fileURLToPath(import.meta.resolve('@bpmn-io/form-js-viewer')), 'utf8');
const FIELD = '(?:field|formField|repeaterField|options\\.field|this\\._field)';

/** `{ a, b = 1, c: { d } }` of `const {…} = field` and `field.a`: the names that a piece of code reads. */
function read(code, object = FIELD) {
  const names = new Set();
  for (const [, list] of code.matchAll(new RegExp(`const \\{((?:[^{}]|\\{[^{}]*\\})*)\\} = ${object};`, 'g'))) {
    for (const [, name] of list.matchAll(/(?:^|,)\s*(\w+)/g)) names.add(name);
  }
  for (const [, name] of code.matchAll(new RegExp(`(?<![\\w.'])${object}\\.(\\w+)`, 'g'))) names.add(name);
  return [...names].sort();
}

function list(name) {
  return [...source.match(new RegExp(`const ${name} = \\[([^\\]]*)\\]`))[1].matchAll(/'([^']+)'/g)].map((match) => match[1]);
}

const components = Object.fromEntries(
  viewer.formFields.map((component) => {
    const { type, keyed = false, pathed = false, repeatable = false, create } = component.config;
    const created = Object.keys(create({}, true) ?? {});
    return [type, { keyed, pathed, repeatable, properties: [...new Set([...created, ...read(component.toString())])].sort() }];
  }),
);
answer({
  components,
  all: read(source),
  expressions: list('EXPRESSION_PROPERTIES'),
  templates: list('TEMPLATE_PROPERTIES'),
  validate: [...new Set([...source.matchAll(/(?<!\w)validation\.(?!update)(\w+)/g)].map((match) => match[1]))].sort(),
  addresses: Object.fromEntries(['EMAIL', 'PHONE'].map((name) => [name, source.match(new RegExp(`${name}_PATTERN = /(.*)/;`))[1]])),
  schemaVersion: viewer.schemaVersion,
});
