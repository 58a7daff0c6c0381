/** Checks of what a deployment needs in the `zeebe:` elements. */
import type { Node, Reporter, RuleFactory } from 'bpmnlint';
import { is } from 'bpmnlint-utils';
import { readExtension } from './extension';

function rule(applies: (node: Node) => boolean, check: (node: Node, reporter: Reporter) => void): RuleFactory {
  return () => ({
    check(node, reporter) {
      if (applies(node)) check(node, reporter);
    },
  });
}

export const userTaskComplete = rule(
  (node) => is(node, 'bpmn:UserTask'),
  (node, reporter) => {
    const assignment = ['assignee', 'candidateGroups', 'candidateUsers'];
    if (!assignment.some((name) => readExtension(node, 'zeebe:AssignmentDefinition', name))) {
      reporter.report(node.id, '用户任务缺少办理人、候选组或候选人');
    }
    if (!readExtension(node, 'zeebe:FormDefinition', 'formId')) reporter.report(node.id, '用户任务缺少办理表单');
  },
);

export const decisionComplete = rule(
  (node) => is(node, 'bpmn:BusinessRuleTask'),
  (node, reporter) => {
    const job = readExtension(node, 'zeebe:TaskDefinition', 'type');
    if (job || readExtension(node, 'zeebe:CalledDecision', 'decisionId')) return;
    reporter.report(node.id, '业务规则任务没有指定决策');
  },
);

export const callComplete = rule(
  (node) => is(node, 'bpmn:CallActivity'),
  (node, reporter) => {
    if (!readExtension(node, 'zeebe:CalledElement', 'processId')) reporter.report(node.id, '调用活动没有指定流程');
    const tagged = readExtension(node, 'zeebe:CalledElement', 'bindingType') === 'versionTag';
    if (tagged && !readExtension(node, 'zeebe:CalledElement', 'versionTag')) {
      reporter.report(node.id, '调用活动绑定版本标签，却没有填写标签');
    }
  },
);

export const jobComplete = rule(
  (node) => is(node, 'bpmn:ServiceTask'),
  (node, reporter) => {
    if (!readExtension(node, 'zeebe:TaskDefinition', 'type')) reporter.report(node.id, '服务任务没有指定作业类型');
  },
);
