/** Prints the names of the functions that feelin has. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { answer } from './io.mjs';

const types = readFileSync(fileURLToPath(new URL('builtins.d.ts', import.meta.resolve('feelin'))), 'utf8');
answer([...types.matchAll(/^    '?([a-z][a-z ]*)'?: \{$/gm)].map((match) => match[1]));
