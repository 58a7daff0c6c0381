export type Translate = (template: string, values?: Record<string, string | number>) => string;

/** Texts that were asked for and have no Chinese yet; the browser tests demand that it stays empty. */
export const untranslated = new Set<string>();

/** A `translate` service as diagram-js and form-js expect it: `{name}` in a text is replaced by a value. */
export function translator(words: Record<string, string>): Translate {
  return (template, values = {}) => {
    const text = words[template];
    if (text === undefined && /[A-Za-z]{2}/.test(template)) untranslated.add(template);
    return (text ?? template).replace(/{([^}]+)}/g, (whole, key: string) => String(values[key] ?? whole));
  };
}
