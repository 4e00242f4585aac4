import { destinationOf, kindOf, type FlowBundle, type FlowNode } from '../document.ts';
import type { Because, Outcome } from '../kinds/kind.ts';
import type { FlowAction } from './actions.ts';
import type { FlowEvent } from './events.ts';
import type { Ending, FlowRun, FlowStep } from './flow-run.ts';
import type { FlowWorld } from './world.ts';

/** So many steps may follow each other without waiting for anything. */
const mostStepsAtOnce = 200;
const mostSteps = 5_000;
const deepestNesting = 10;

/** The run as it is now, and what has to be done, in this order; only the last action is waited for. */
export type Advance = { readonly run: FlowRun; readonly actions: readonly FlowAction[] };

/** What one call of `startFlow` or `continueFlow` works with. */
type Journey = { readonly bundle: FlowBundle; readonly world: FlowWorld; readonly stepsBefore: number };

/** Begins a run. The bundle must be given again, unchanged, with every event: a call keeps its versions. */
export function startFlow(bundle: FlowBundle, world: FlowWorld): Advance {
  const flowId = bundle.startFlowId;
  const run: FlowRun = {
    phase: 'waiting',
    ending: null,
    flowId,
    nodeId: null,
    callers: [],
    memory: {},
    turn: 0,
    steps: [],
  };
  return enterFlow({ bundle, world, stepsBefore: 0 }, { run, actions: [] }, flowId);
}

/** What happened, and which turn of the run it answers. */
export type FlowInput = { readonly turn: number; readonly event: FlowEvent };

/** Goes on after an event. One that comes late, twice, or to the wrong node changes nothing. */
export function continueFlow(bundle: FlowBundle, run: FlowRun, { turn, event }: FlowInput, world: FlowWorld): Advance {
  const node = nodeAt(bundle, run);
  if (run.phase === 'ended' || turn !== run.turn || node === null) return { run, actions: [] };
  if (event.kind === 'answered') return { run: { ...run, phase: 'talking' }, actions: [] };
  const outcome = kindOf(node).resume?.(node.settings, event, run.memory) ?? { kind: 'ignore' };
  if (outcome.kind === 'ignore') return { run, actions: [] };
  return apply({ bundle, world, stepsBefore: run.steps.length }, { run, actions: [] }, outcome);
}

/** The caller left: nothing more happens. */
export function abandonFlow(run: FlowRun): FlowRun {
  return run.phase === 'ended' ? run : ended(run, 'caller_gone', { key: 'run.caller_gone' });
}

/** The node that a run is at. */
function nodeAt({ flows }: FlowBundle, { flowId, nodeId }: FlowRun): FlowNode | null {
  return nodeId === null ? null : (flows[flowId]?.document.nodes[nodeId] ?? null);
}

function enterFlow(journey: Journey, so: Advance, flowId: string): Advance {
  const flow = journey.bundle.flows[flowId];
  if (flow === undefined || flow.document.start === null) return end(so, 'broken', { key: 'run.flow_missing' });
  return enterNode(journey, { ...so, run: { ...so.run, flowId } }, flow.document.start);
}

function enterNode(journey: Journey, { run, actions }: Advance, nodeId: string): Advance {
  const flow = journey.bundle.flows[run.flowId];
  const node = flow?.document.nodes[nodeId];
  if (flow === undefined || node === undefined) return end({ run, actions }, 'broken', { key: 'run.node_missing' });
  const taken = run.steps.length - journey.stepsBefore;
  if (taken >= mostStepsAtOnce || run.steps.length >= mostSteps)
    return end({ run, actions }, 'loop', { key: 'run.loop' });
  const step: FlowStep = {
    flowId: run.flowId,
    version: flow.version,
    nodeId,
    enteredAt: journey.world.at.toString(),
    exit: null,
    because: null,
  };
  const here: FlowRun = { ...run, phase: 'waiting', nodeId, memory: {}, steps: [...run.steps, step] };
  return apply(journey, { run: here, actions }, kindOf(node).enter(node.settings, journey.world));
}

function apply(journey: Journey, so: Advance, outcome: Outcome): Advance {
  switch (outcome.kind) {
    case 'leave':
      return leaveNode(journey, { run: so.run, actions: [...so.actions, ...(outcome.actions ?? [])] }, outcome);
    case 'wait': {
      const run: FlowRun = { ...so.run, phase: 'waiting', turn: so.run.turn + 1, memory: outcome.memory ?? {} };
      return { run, actions: [...so.actions, outcome.action] };
    }
    case 'enter_flow':
      return nest(journey, so, outcome);
    case 'go_back':
      return goBack(journey, so);
    case 'end':
      return end({ run: so.run, actions: [...so.actions, ...(outcome.actions ?? [])] }, 'hung_up', outcome.because);
    case 'ignore':
      return so;
  }
}

function leaveNode(journey: Journey, so: Advance, { exit, because }: { exit: string; because: Because }): Advance {
  const node = nodeAt(journey.bundle, so.run);
  const target = node === null ? null : destinationOf(node, exit);
  const left: Advance = { ...so, run: { ...so.run, steps: closeStep(so.run, exit, because) } };
  if (target !== null) return enterNode(journey, left, target);
  return end(left, 'dead_end', because);
}

function nest(journey: Journey, so: Advance, { flowId, handOver }: { flowId: string; handOver: boolean }): Advance {
  const { run } = so;
  const because: Because = { key: handOver ? 'flow.handed_over' : 'flow.entered' };
  const callers = handOver ? [] : [...run.callers, { flowId: run.flowId, nodeId: run.nodeId! }];
  if (callers.length > deepestNesting) return end(so, 'loop', { key: 'run.nested_too_deeply' });
  const steps = closeStep(run, handOver ? 'handed_over' : 'entered', because);
  return enterFlow(journey, { ...so, run: { ...run, callers, steps } }, flowId);
}

function goBack(journey: Journey, so: Advance): Advance {
  const caller = so.run.callers.at(-1);
  const because: Because = { key: 'flow.went_back' };
  if (caller === undefined) return end(so, 'dead_end', because);
  const steps = closeStep(so.run, 'back', because);
  const run: FlowRun = { ...so.run, ...caller, callers: so.run.callers.slice(0, -1), steps };
  const node = nodeAt(journey.bundle, run);
  const target = node === null ? null : destinationOf(node, 'back');
  return target === null ? end({ ...so, run }, 'dead_end', because) : enterNode(journey, { ...so, run }, target);
}

const closeStep = ({ steps }: FlowRun, exit: string, because: Because): FlowStep[] => {
  const last = steps.at(-1);
  return last === undefined ? [] : [...steps.slice(0, -1), { ...last, exit, because }];
};

function ended(run: FlowRun, ending: Ending, because: Because): FlowRun {
  const last = run.steps.at(-1);
  const steps =
    last === undefined || last.because !== null ? run.steps : [...run.steps.slice(0, -1), { ...last, because }];
  return { ...run, phase: 'ended', ending, turn: run.turn + 1, steps };
}

/** Whatever the reason, the caller is let go: the last action of every run that ended by itself is `hang_up`. */
function end({ run, actions }: Advance, ending: Ending, because: Because): Advance {
  const isSaid = actions.at(-1)?.kind === 'hang_up';
  const letGo: FlowAction = { kind: 'hang_up', sound: null, busy: false };
  return { run: ended(run, ending, because), actions: isSaid ? actions : [...actions, letGo] };
}
