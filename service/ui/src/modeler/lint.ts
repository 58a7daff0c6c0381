/** Live checks while drawing. The words become Chinese in `translate()`; the verdict that counts is the server's. */
import conditionalFlows from 'bpmnlint/rules/conditional-flows.js';
import endEventRequired from 'bpmnlint/rules/end-event-required.js';
import eventBasedGateway from 'bpmnlint/rules/event-based-gateway.js';
import eventSubProcessTypedStart from 'bpmnlint/rules/event-sub-process-typed-start-event.js';
import labelRequired from 'bpmnlint/rules/label-required.js';
import linkEvent from 'bpmnlint/rules/link-event.js';
import noBpmndi from 'bpmnlint/rules/no-bpmndi.js';
import noComplexGateway from 'bpmnlint/rules/no-complex-gateway.js';
import noDisconnected from 'bpmnlint/rules/no-disconnected.js';
import noDuplicateFlows from 'bpmnlint/rules/no-duplicate-sequence-flows.js';
import noGatewayJoinFork from 'bpmnlint/rules/no-gateway-join-fork.js';
import noImplicitSplit from 'bpmnlint/rules/no-implicit-split.js';
import singleBlankStart from 'bpmnlint/rules/single-blank-start-event.js';
import singleEventDefinition from 'bpmnlint/rules/single-event-definition.js';
import startEventRequired from 'bpmnlint/rules/start-event-required.js';
import subProcessBlankStart from 'bpmnlint/rules/sub-process-blank-start-event.js';
import superfluousGateway from 'bpmnlint/rules/superfluous-gateway.js';
import type { RuleFactory } from 'bpmnlint';
import { callComplete, decisionComplete, jobComplete, userTaskComplete } from './lint-dialect';

const ERRORS: Record<string, RuleFactory> = {
  'conditional-flows': conditionalFlows,
  'end-event-required': endEventRequired,
  'event-based-gateway': eventBasedGateway,
  'event-sub-process-typed-start-event': eventSubProcessTypedStart,
  'link-event': linkEvent,
  'no-complex-gateway': noComplexGateway,
  'no-disconnected': noDisconnected,
  'no-duplicate-sequence-flows': noDuplicateFlows,
  'single-blank-start-event': singleBlankStart,
  'single-event-definition': singleEventDefinition,
  'start-event-required': startEventRequired,
  'sub-process-blank-start-event': subProcessBlankStart,
  'jiedu-user-task': userTaskComplete,
  'jiedu-decision': decisionComplete,
  'jiedu-call': callComplete,
  'jiedu-job': jobComplete,
};

const WARNINGS: Record<string, RuleFactory> = {
  'label-required': labelRequired,
  'no-bpmndi': noBpmndi,
  'no-gateway-join-fork': noGatewayJoinFork,
  'no-implicit-split': noImplicitSplit,
  'superfluous-gateway': superfluousGateway,
};

const rules: Record<string, RuleFactory> = { ...ERRORS, ...WARNINGS };

export const lintConfig = {
  config: {
    rules: Object.fromEntries(Object.keys(rules).map((name) => [name, name in ERRORS ? 'error' : 'warn'])),
  },
  resolver: {
    resolveRule: (_package: string, name: string): RuleFactory | undefined => rules[name],
    resolveConfig: (): never => {
      throw new Error('不使用外部规则集');
    },
  },
};
