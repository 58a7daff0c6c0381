/** Chinese for bpmn-js, its panels and dmn-js: two published word lists, then our own on top. */
import core from 'bpmn-js-i18n/translations/zn.js';
import modelerWords from 'bpmn-js-i18n-zh/lib/bpmn-js/index.js';
import panelWords from 'bpmn-js-i18n-zh/lib/properties-panel/index.js';
import { dmnWords } from './own-dmn';
import { elementWords } from './own-elements';
import { modelerOwnWords } from './own-modeler';
import { zeebeWords } from './own-zeebe';
import { translator } from './translator';

export const translate = translator({
  ...modelerWords, ...panelWords, ...core, ...dmnWords, ...modelerOwnWords, ...elementWords, ...zeebeWords,
});

export const translateModule = { translate: ['value', translate] };
