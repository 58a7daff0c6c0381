/** Packages without type declarations. */
declare module 'bpmn-js-i18n/translations/zn.js' {
  const words: Record<string, string>;
  export default words;
}
declare module 'bpmn-js-i18n-zh/lib/*' {
  const words: Record<string, string>;
  export default words;
}
