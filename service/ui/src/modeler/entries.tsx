/** Building blocks of our own groups in the properties panel. */
import {
  SelectEntry, TextFieldEntry, isSelectEntryEdited, isTextFieldEntryEdited, type Entry, type EntryProps,
} from '@bpmn-io/properties-panel';
import { useService } from 'bpmn-js-properties-panel';
import type { Shape } from '../diagram/services';
import { readExtension, writeExtension, type BpmnFactory, type CommandStack } from './extension';

export interface Choice {
  id: string;
  name: string;
}

interface Place {
  /** extension element such as `jiedu:Rule` */
  type: string;
  attribute: string;
}

function useAttribute(element: Shape, { type, attribute }: Place): { get: () => string; set: (value: string | undefined) => void } {
  const bpmnFactory = useService<BpmnFactory>('bpmnFactory');
  const commandStack = useService<CommandStack>('commandStack');
  return {
    get: () => readExtension(element.businessObject, type, attribute),
    set: (value) => writeExtension(element, type, attribute, (value ?? '').trim(), { bpmnFactory, commandStack }),
  };
}

export function textEntry(id: string, label: string, place: Place, description = ''): Entry {
  function Component({ element }: EntryProps) {
    const { get, set } = useAttribute(element, place);
    const debounce = useService<(action: () => void) => () => void>('debounceInput');
    return (
      <TextFieldEntry id={id} element={element} label={label} description={description} getValue={get} setValue={set} debounce={debounce} />
    );
  }
  return { id, component: Component, isEdited: isTextFieldEntryEdited };
}

/** A list of what the deployment has; a value that is not in the list stays visible. */
export function choiceEntry(id: string, label: string, place: Place, choices: Choice[]): Entry {
  function Component({ element }: EntryProps) {
    const { get, set } = useAttribute(element, place);
    const options = (): { value: string; label: string }[] => {
      const known = choices.map((choice) => ({ value: choice.id, label: `${choice.name}（${choice.id}）` }));
      const now = get();
      const foreign = now && !choices.some((choice) => choice.id === now) ? [{ value: now, label: `${now}（部署中没有）` }] : [];
      return [{ value: '', label: '（未选择）' }, ...known, ...foreign];
    };
    return <SelectEntry id={id} element={element} label={label} getValue={get} setValue={set} getOptions={options} />;
  }
  return { id, component: Component, isEdited: isSelectEntryEdited };
}
