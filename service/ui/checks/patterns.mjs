/** In: [[pattern, [subject]]]; out: per pattern whether each subject matches, null when it is no pattern. */
import { answer, input } from './io.mjs';

answer(
  (await input()).map(([pattern, subjects]) => {
    try {
      const compiled = new RegExp(pattern);
      return subjects.map((subject) => compiled.test(subject));
    } catch {
      return null;
    }
  }),
);
