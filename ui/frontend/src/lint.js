// bpmnlint's stock rules while one draws: advice, whatever they call it, since only the server's rules decide.

import { Linter } from "bpmnlint";
import recommended from "bpmnlint/config/recommended";
import adHocSubProcess from "bpmnlint/rules/ad-hoc-sub-process";
import conditionalFlows from "bpmnlint/rules/conditional-flows";
import endEventRequired from "bpmnlint/rules/end-event-required";
import eventBasedGateway from "bpmnlint/rules/event-based-gateway";
import eventSubProcessTypedStartEvent from "bpmnlint/rules/event-sub-process-typed-start-event";
import fakeJoin from "bpmnlint/rules/fake-join";
import global from "bpmnlint/rules/global";
import labelRequired from "bpmnlint/rules/label-required";
import linkEvent from "bpmnlint/rules/link-event";
import noBpmndi from "bpmnlint/rules/no-bpmndi";
import noComplexGateway from "bpmnlint/rules/no-complex-gateway";
import noDisconnected from "bpmnlint/rules/no-disconnected";
import noDuplicateSequenceFlows from "bpmnlint/rules/no-duplicate-sequence-flows";
import noGatewayJoinFork from "bpmnlint/rules/no-gateway-join-fork";
import noImplicitEnd from "bpmnlint/rules/no-implicit-end";
import noImplicitSplit from "bpmnlint/rules/no-implicit-split";
import noImplicitStart from "bpmnlint/rules/no-implicit-start";
import noInclusiveGateway from "bpmnlint/rules/no-inclusive-gateway";
import noOverlappingElements from "bpmnlint/rules/no-overlapping-elements";
import singleBlankStartEvent from "bpmnlint/rules/single-blank-start-event";
import singleEventDefinition from "bpmnlint/rules/single-event-definition";
import startEventRequired from "bpmnlint/rules/start-event-required";
import subProcessBlankStartEvent from "bpmnlint/rules/sub-process-blank-start-event";
import superfluousGateway from "bpmnlint/rules/superfluous-gateway";
import superfluousLabel from "bpmnlint/rules/superfluous-label";
import superfluousTermination from "bpmnlint/rules/superfluous-termination";

const RULES = {
  "ad-hoc-sub-process": adHocSubProcess,
  "conditional-flows": conditionalFlows,
  "end-event-required": endEventRequired,
  "event-based-gateway": eventBasedGateway,
  "event-sub-process-typed-start-event": eventSubProcessTypedStartEvent,
  "fake-join": fakeJoin,
  global,
  "label-required": labelRequired,
  "link-event": linkEvent,
  "no-bpmndi": noBpmndi,
  "no-complex-gateway": noComplexGateway,
  "no-disconnected": noDisconnected,
  "no-duplicate-sequence-flows": noDuplicateSequenceFlows,
  "no-gateway-join-fork": noGatewayJoinFork,
  "no-implicit-end": noImplicitEnd,
  "no-implicit-split": noImplicitSplit,
  "no-implicit-start": noImplicitStart,
  "no-inclusive-gateway": noInclusiveGateway,
  "no-overlapping-elements": noOverlappingElements,
  "single-blank-start-event": singleBlankStartEvent,
  "single-event-definition": singleEventDefinition,
  "start-event-required": startEventRequired,
  "sub-process-blank-start-event": subProcessBlankStartEvent,
  "superfluous-gateway": superfluousGateway,
  "superfluous-label": superfluousLabel,
  "superfluous-termination": superfluousTermination,
};
// what our own rule says of the same element in the terms of an office: said once
const OURS = {
  "conditional-flows": "gateway-conditions",
  "end-event-required": "end-reachable",
  "event-based-gateway": "event-gateway",
  "label-required": "task-name",
  "no-complex-gateway": "unsupported",
  "no-disconnected": "connected",
  "start-event-required": "start-event",
};

const SETTINGS = {
  config: { rules: Object.fromEntries(Object.entries(recommended.rules).filter(([name]) => name in RULES)) },
  resolver: { resolveRule: (_package, name) => RULES[name], resolveConfig: () => recommended },
};

/** What the stock rules say of a diagram: `{ element, rule, severity, message }`, but for what `known` says already. */
export async function lint(definitions, dictionary, known) {
  const said = new Set(known.map(({ element, rule }) => `${element} ${rule}`));
  // some rules remember what they have seen: each look is a new linter's
  const reports = Object.entries(await new Linter(SETTINGS).lint(definitions)).flatMap(([rule, found]) => found.map((report) => ({ ...report, rule })));
  return reports
    .filter(({ id, rule }) => !said.has(`${id} ${OURS[rule]}`))
    .map(({ id, rule, message }) => ({ element: id, rule, severity: "warning", message: inWords(message, dictionary) }));
}

/** Names at every element the arrows that come and go: files need not say it, and the stock rules read nothing else. */
export function nameFlows(container) {
  for (const element of container.flowElements ?? container.rootElements ?? []) {
    if (element.$type === "bpmn:SequenceFlow") {
      named(element.sourceRef, "outgoing", element);
      named(element.targetRef, "incoming", element);
    }
    nameFlows(element);
  }
}

function named(node, end, flow) {
  if (node && !node.get(end).includes(flow)) node.get(end).push(flow);
}

// names that a message quotes in angle brackets are kept: only the sentence around them is looked up
function inWords(message, dictionary) {
  if (dictionary[message]) return dictionary[message];
  const names = [];
  const pattern = message.replace(/<([^<>]*)>/g, (_whole, name) => `<${names.push(name)}>`);
  return dictionary[pattern]?.replace(/<(\d+)>/g, (_whole, place) => `“${names[place - 1]}”`) ?? message;
}
