/** Reading and writing extension elements, one undo step for each change. */
import type { ModdleElement, Shape } from '../diagram/services';

export interface BpmnFactory {
  create(type: string, properties: Record<string, unknown>): ModdleElement;
}

export interface CommandStack {
  execute(command: string, context: unknown): void;
}

interface Extensible extends ModdleElement {
  get(name: 'extensionElements'): ModdleElement | undefined;
  get(name: string): unknown;
}

function values(container: ModdleElement | undefined): ModdleElement[] {
  return (container?.get('values') as ModdleElement[] | undefined) ?? [];
}

export function findExtension(object: ModdleElement, type: string): ModdleElement | undefined {
  return values((object as Extensible).get('extensionElements')).find((element) => element.$type === type);
}

/** The value of one attribute, empty text when the element or the attribute is missing. */
export function readExtension(object: ModdleElement, type: string, name: string): string {
  return String(findExtension(object, type)?.get(name) ?? '');
}

/** Sets one attribute; an empty text removes the whole extension element when nothing else is on it. */
export function writeExtension(
  element: Shape,
  type: string,
  name: string,
  value: string,
  { bpmnFactory, commandStack }: { bpmnFactory: BpmnFactory; commandStack: CommandStack },
): void {
  const object = element.businessObject as Extensible;
  const commands: unknown[] = [];
  const update = (moddleElement: ModdleElement, properties: Record<string, unknown>): void => {
    commands.push({ cmd: 'element.updateModdleProperties', context: { element, moddleElement, properties } });
  };
  const adopt = (child: ModdleElement, parent: ModdleElement): ModdleElement => {
    child.$parent = parent;
    return child;
  };
  const current = findExtension(object, type);
  const extensions = object.get('extensionElements') ?? adopt(bpmnFactory.create('bpmn:ExtensionElements', { values: [] }), object);
  if (!object.get('extensionElements')) update(object, { extensionElements: extensions });
  if (!value) {
    update(extensions, { values: values(extensions).filter((item) => item !== current) });
  } else if (current) {
    update(current, { [name]: value });
  } else {
    const created = adopt(bpmnFactory.create(type, { [name]: value }), extensions);
    update(extensions, { values: [...values(extensions), created] });
  }
  commandStack.execute('properties-panel.multi-command-executor', commands);
}
