/** Our provider for the properties panel: own groups, pickers, and less of what the engine does not execute. */
import type { Entry, Group } from '@bpmn-io/properties-panel';
import { is } from 'bpmn-js/lib/util/ModelUtil';
import type { Shape } from '../diagram/services';
import { choiceEntry, textEntry, type Choice } from './entries';

/** What the pickers offer: resources of the deployment in force and candidate groups of the office. */
export interface Offer {
  forms: Choice[];
  decisions: Choice[];
  processes: Choice[];
}

interface PropertiesPanel {
  registerProvider(priority: number, provider: { getGroups(element: Shape): (groups: Group[]) => Group[] }): void;
}

/** Groups of the stock panel for things that a deployment would refuse. */
const NOT_EXECUTED = new Set([
  'userTaskImplementation', 'adHocSubProcessImplementation', 'activeElements', 'Zeebe__ExecutionListeners',
  'Zeebe__TaskListeners', 'Zeebe__ExtensionProperties',
]);
/** Ours come last: after the stock providers have added their groups. */
const LOW_PRIORITY = 400;

class JieduPanel {
  static $inject = ['propertiesPanel', 'config.jiedu'];

  constructor(panel: PropertiesPanel, private readonly offer: Offer) {
    panel.registerProvider(LOW_PRIORITY, this);
  }

  getGroups(element: Shape): (groups: Group[]) => Group[] {
    return (groups) => {
      const kept = groups.filter(({ id }) => !NOT_EXECUTED.has(id)).map((group) => this.withPicker(group));
      return [...kept, ...own(element)];
    };
  }

  private withPicker(group: Group): Group {
    const picker = this.pickers()[group.id];
    if (!picker) return group;
    const rest = (group.entries ?? []).filter(({ id }) => !picker.replaces.includes(id));
    return { ...group, entries: [picker.entry, ...rest] };
  }

  private pickers(): Record<string, { entry: Entry; replaces: string[] }> {
    const { forms, decisions, processes } = this.offer;
    const place = (type: string, attribute: string): { type: string; attribute: string } => ({ type, attribute });
    return {
      form: {
        entry: choiceEntry('jiedu-form', '办理表单', place('zeebe:FormDefinition', 'formId'), forms),
        replaces: ['formType', 'formId', 'formConfiguration', 'externalReference', 'bindingType', 'versionTag', 'customFormKey'],
      },
      calledDecision: {
        entry: choiceEntry('jiedu-decision', '决策', place('zeebe:CalledDecision', 'decisionId'), decisions),
        replaces: ['decisionId', 'bindingType', 'versionTag'],
      },
      calledElement: {
        entry: choiceEntry('jiedu-process', '被调用的流程', place('zeebe:CalledElement', 'processId'), processes),
        replaces: ['targetProcessId'],
      },
    };
  }
}

function own(element: Shape): Group[] {
  const groups: Group[] = [];
  if (is(element, 'bpmn:UserTask')) {
    groups.push(group('jiedu-segregation', '职责分离', textEntry(
      'jiedu-excluded', '不得办理的人', { type: 'jiedu:Segregation', attribute: 'excluded' },
      'FEEL 表达式，结果是用户标识的列表，例如：=[drafter]',
    ), textEntry(
      'jiedu-once', '已办同组环节的人', { type: 'jiedu:Segregation', attribute: 'once' },
      'FEEL 表达式；这些人只能以登记的代理身份再办理，例如：=[first_reviewer]',
    )));
    groups.push(group('jiedu-verbs', '审批动作', textEntry(
      'jiedu-allow', '允许的动作', { type: 'jiedu:Verbs', attribute: 'allow' },
      '用空格分开，例如：return transfer add_signer',
    )));
  }
  if (isTimer(element)) {
    groups.push(group('jiedu-deadline', '法定时限依据', textEntry(
      'jiedu-deadline-rule', '条款编号', { type: 'jiedu:Deadline', attribute: 'rule' },
      '写入时限说明，例如：S2-62',
    )));
  }
  if (!is(element, 'bpmn:SequenceFlow') && !is(element, 'label')) {
    groups.push(group('jiedu-rule', '条款依据', textEntry(
      'jiedu-rule-ids', '条款编号', { type: 'jiedu:Rule', attribute: 'ids' }, '多个编号用空格分开',
    )));
  }
  return groups;
}

function group(id: string, label: string, ...entries: Entry[]): Group {
  return { id, label, entries };
}

function isTimer({ businessObject }: Shape): boolean {
  const definitions = businessObject.get('eventDefinitions') as { $type: string }[] | undefined;
  return definitions?.some(({ $type }) => $type === 'bpmn:TimerEventDefinition') ?? false;
}

export const jieduPanelModule = { __init__: ['jieduPanel'], jieduPanel: ['type', JieduPanel] };
