/**
 * Build-time translation for texts of form-js, the properties panel and dmn-js that never reach our
 * `translate()`: literals, and calls that fall back to English because nobody passes a translator.
 * An entry that is no longer found fails the build, so that an upgrade cannot lose Chinese silently.
 */
import type { Plugin } from 'vite';
import words from './chinese-literals.json' with { type: 'json' };

const FILES =
  /(form-js-(editor|viewer)\/dist\/index\.es|@bpmn-io\/properties-panel\/dist\/index\.esm|drag-and-drop\/DragAndDrop)\.js/;
const PROPERTY =
  /(\b(?:name|label|title|children|placeholder|description|tooltip|text|emptyListMessage|noOptionsMessage)\s*[:=]\s*)(['"])((?:\\.|(?!\2).)*)\2/g;
const CALL = /\btranslate\('([^'{}]*)'\)/g;

export function chineseLiterals(): Plugin {
  const literals = new Map(Object.entries(words.literals));
  const exact = new Map(Object.entries(words.exact));
  const translated = new Map(Object.entries(words.translated));
  const unused = new Set([...literals.keys(), ...exact.keys(), ...translated.keys()]);
  const use = (dictionary: Map<string, string>, text: string): string | undefined => {
    if (dictionary.has(text)) unused.delete(text);
    return dictionary.get(text);
  };
  return {
    name: 'chinese-literals',
    enforce: 'pre',
    apply: 'build',
    transform(code, id) {
      if (!FILES.test(id)) return undefined;
      let result = code
        .replace(PROPERTY, (whole: string, before: string, _quote: string, text: string) => {
          const chinese = use(literals, text);
          return chinese === undefined ? whole : before + JSON.stringify(chinese);
        })
        .replace(CALL, (whole: string, text: string) => {
          const chinese = use(translated, text);
          return chinese === undefined ? whole : JSON.stringify(chinese);
        });
      for (const from of exact.keys()) {
        if (result.includes(from)) result = result.split(from).join(use(exact, from));
      }
      return { code: result, map: null };
    },
    buildEnd(error) {
      if (!error && unused.size) this.error(`这些界面文字在依赖包中已找不到：${[...unused].join(' | ')}`);
    },
  };
}
