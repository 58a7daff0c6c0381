export type Translate = (template: string, values?: Record<string, string | number>) => string;

/** The menus write "Sub-process", the panel "Sub Process": the same word for both. */
function plain(text: string): string {
  return text.toLowerCase().replace(/-/g, ' ');
}

/** A `translate` service as diagram-js and form-js expect it: `{name}` in a text is replaced by a value. */
export function translator(words: Record<string, string>): Translate {
  const loose = new Map(Object.entries(words).map(([template, chinese]) => [plain(template), chinese]));
  return (template, values = {}) => {
    const text = words[template] ?? loose.get(plain(template)) ?? template;
    return text.replace(/{([^}]+)}/g, (whole, key: string) => String(values[key] ?? whole));
  };
}
