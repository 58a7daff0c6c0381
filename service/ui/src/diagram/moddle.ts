import zeebe from 'zeebe-bpmn-moddle/resources/zeebe.json';
import jiedu from './jiedu-moddle.json';

/** The two extension namespaces of the diagrams. */
export const moddleExtensions = { zeebe, jiedu };
