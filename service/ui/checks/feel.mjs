/**
 * In: {contexts: [context], questions: [[expression, number of its context, unary?]]}.
 * Out: per question its value with its type (`["number", "1.5"]`), or `["error", text]`; a unary test gives a boolean.
 */
import { evaluate, FeelDate, FeelDateTime, FeelDuration, FeelFunction, FeelRange, FeelTime, unaryTest } from 'feelin';
import { answer, input } from './io.mjs';

const TEMPORAL = [
  [FeelDateTime, 'date and time'],
  [FeelDate, 'date'],
  [FeelTime, 'time'],
];

function typed(value) {
  if (value === null || value === undefined) return ['null'];
  if (typeof value === 'number') return ['number', String(value)];
  if (typeof value === 'string' || typeof value === 'boolean') return [typeof value, value];
  if (Array.isArray(value)) return ['list', value.map(typed)];
  for (const [type, name] of TEMPORAL) if (value instanceof type) return [name, value.toString()];
  if (value instanceof FeelDuration) return [value.yearsMonths ? 'years and months duration' : 'days and time duration', value.toString()];
  if (value instanceof FeelRange) return ['range', value['start included'], typed(value.start), typed(value.end), value['end included']];
  if (value instanceof FeelFunction || typeof value === 'function') return ['function'];
  return ['context', Object.entries(value).map(([name, item]) => [name, typed(item)])];
}

const { contexts, questions } = await input();
answer(
  questions.map(([text, at, unary]) => {
    try {
      return typed((unary ? unaryTest : evaluate)(text, contexts[at]).value);
    } catch (error) {
      return ['error', String(error.message).slice(0, 80)];
    }
  }),
);
