/**
 * Build-time translation for the texts that the form packages never pass through `translate()`:
 * the palette and properties panel of form-js-editor and a few literals of form-js-viewer.
 * An entry that is no longer found fails the build, so that an upgrade cannot lose Chinese silently.
 */
import type { Plugin } from 'vite';
import words from './chinese-literals.json' with { type: 'json' };

const FILES = /form-js-(editor|viewer)\/dist\/index\.es\.js/;
const PROPERTY =
  /(\b(?:name|label|title|children|placeholder|description|tooltip|text|emptyListMessage|noOptionsMessage)\s*[:=]\s*)(['"])((?:\\.|(?!\2).)*)\2/g;

export function chineseLiterals(): Plugin {
  const literals = new Map(Object.entries(words.literals));
  const exact = new Map(Object.entries(words.exact));
  const unused = new Set([...literals.keys(), ...exact.keys()]);
  return {
    name: 'chinese-literals',
    enforce: 'pre',
    apply: 'build',
    transform(code, id) {
      if (!FILES.test(id)) return undefined;
      let result = code.replace(PROPERTY, (whole: string, before: string, _quote: string, text: string) => {
        const chinese = literals.get(text);
        if (chinese === undefined) return whole;
        unused.delete(text);
        return before + JSON.stringify(chinese);
      });
      for (const [from, to] of exact) {
        if (!result.includes(from)) continue;
        unused.delete(from);
        result = result.split(from).join(to);
      }
      return { code: result, map: null };
    },
    buildEnd(error) {
      if (!error && unused.size) this.error(`这些界面文字在依赖包中已找不到：${[...unused].join(' | ')}`);
    },
  };
}
