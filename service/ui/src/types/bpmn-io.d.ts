/** The parts that are used of bpmn.io packages without type declarations. */
declare module '@bpmn-io/properties-panel' {
  import type { ComponentType, VNode } from '@bpmn-io/properties-panel/preact';
  import type { Shape } from '../diagram/services';

  export interface EntryProps {
    element: Shape;
    id: string;
  }
  export interface Entry {
    id: string;
    component: (props: EntryProps) => VNode;
    isEdited?: (node: Element) => boolean;
  }
  export interface Group {
    id: string;
    label: string;
    entries?: Entry[];
    component?: unknown;
  }
  interface FieldProps {
    id: string;
    element: Shape;
    label: string;
    description?: string;
    getValue: (element: Shape) => string;
    setValue: (value: string | undefined) => void;
    debounce?: unknown;
  }
  export const TextFieldEntry: ComponentType<FieldProps>;
  export const SelectEntry: ComponentType<FieldProps & { getOptions: () => { value: string; label: string }[] }>;
  export const isTextFieldEntryEdited: (node: Element) => boolean;
  export const isSelectEntryEdited: (node: Element) => boolean;
}

declare module 'bpmn-js-properties-panel' {
  export const BpmnPropertiesPanelModule: import('didi').ModuleDeclaration;
  export const BpmnPropertiesProviderModule: import('didi').ModuleDeclaration;
  export const ZeebePropertiesProviderModule: import('didi').ModuleDeclaration;
  export function useService<T>(name: string): T;
}

declare module 'bpmn-js-create-append-anything' {
  export const CreateAppendAnythingModule: import('didi').ModuleDeclaration;
}
declare module 'camunda-bpmn-js-behaviors/lib/camunda-cloud' {
  const module: import('didi').ModuleDeclaration;
  export default module;
}
declare module 'diagram-js-minimap' {
  const module: import('didi').ModuleDeclaration;
  export default module;
}
declare module 'bpmn-js-bpmnlint' {
  const module: import('didi').ModuleDeclaration;
  export default module;
}

declare module 'bpmnlint' {
  import type { ModdleElement } from '../diagram/services';

  export type Node = ModdleElement;
  export interface Reporter {
    report(id: string, message: string): void;
  }
  export type RuleFactory = () => { check(node: Node, reporter: Reporter): void };
}
declare module 'bpmnlint/rules/*' {
  import type { RuleFactory } from 'bpmnlint';

  const rule: RuleFactory;
  export default rule;
}
declare module 'bpmnlint-utils' {
  import type { ModdleElement } from '../diagram/services';

  export function is(node: ModdleElement, type: string): boolean;
}

declare module 'dmn-js/lib/Modeler' {
  export interface View {
    id: string;
    type: string;
    name?: string;
    element: { id: string };
  }
  export default class DmnModeler {
    constructor(options: object);
    importXML(xml: string): Promise<{ warnings: unknown[] }>;
    saveXML(options: { format: boolean }): Promise<{ xml: string }>;
    getViews(): View[];
    getActiveView(): View | undefined;
    getActiveViewer(): import('../diagram/services').Diagram | undefined;
    open(view: View): Promise<unknown>;
    on(event: string, handler: (event: never) => void): void;
    getDefinitions(): { id: string; name?: string };
  }
}
