import type { FlowBundle } from './document.ts';
import type { FlowAction, WaitingAction } from './run/actions.ts';
import { continueFlow, startFlow, type Advance } from './run/advance.ts';
import type { FlowEvent, LeftQueue, NotAnswered } from './run/events.ts';
import type { FlowRun } from './run/flow-run.ts';
import type { FlowWorld } from './run/world.ts';

/** What the simulator is told: who calls when, which keys are pressed, and what those who are asked do. */
export type Scenario = {
  readonly world: FlowWorld;
  /** Keys, one entry for each question in its order; null: nothing is pressed. */
  readonly keys: readonly (string | null)[];
  /** How people who are rung react, one entry for each ringing; `answered` when none is left. */
  readonly people?: readonly ('answered' | NotAnswered)[];
  /** How each wait in a queue ends. */
  readonly queues?: readonly ('answered' | LeftQueue)[];
  readonly decisions?: readonly (string | null)[];
};

export type Simulation = {
  readonly run: FlowRun;
  /** What happened, in order: what the caller heard, who was rung, what was sent; with the step at which it did. */
  readonly heard: readonly { readonly step: number; readonly action: FlowAction; readonly event: FlowEvent | null }[];
  /** The scenario has no further keys: the flow waits for the one who tries it. */
  readonly waitsForKeys: boolean;
};

/** A caller who presses keys for ever is stopped here. */
const mostActions = 500;

type Answers = { [Kind in 'keys' | 'people' | 'queues' | 'decisions']: number };

/** Runs a flow on the real interpreter with a made-up caller. Pure: the same scenario gives the same path. */
export function simulateFlow(bundle: FlowBundle, scenario: Scenario): Simulation {
  const used: Answers = { keys: 0, people: 0, queues: 0, decisions: 0 };
  const heard: { step: number; action: FlowAction; event: FlowEvent | null }[] = [];
  let so: Advance = startFlow(bundle, scenario.world);
  for (;;) {
    const step = Math.max(0, so.run.steps.length - 1);
    heard.push(...so.actions.map((action) => ({ step, action, event: null })));
    const last = heard.at(-1);
    if (so.run.phase === 'ended' || last === undefined || heard.length > mostActions) break;
    const event = answer(last.action as WaitingAction, scenario, used);
    if (event === null) return { run: so.run, heard, waitsForKeys: true };
    last.event = event;
    so = continueFlow(bundle, so.run, { turn: so.run.turn, event }, scenario.world);
    if (event.kind === 'answered') {
      so = continueFlow(bundle, so.run, { turn: so.run.turn, event: { kind: 'talk_ended' } }, scenario.world);
    }
  }
  return { run: so.run, heard, waitsForKeys: false };
}

/** What the made-up world answers; null when a key is needed and none was given. */
function answer(action: WaitingAction, scenario: Scenario, used: Answers): FlowEvent | null {
  switch (action.kind) {
    case 'play':
      return { kind: 'played' };
    case 'take_voicemail':
      return { kind: 'voicemail_ended', left: true };
    case 'ask_keys': {
      if (used.keys >= scenario.keys.length) return null;
      const keys = scenario.keys[used.keys++] ?? null;
      return keys === null ? { kind: 'nothing_entered' } : { kind: 'keys', keys };
    }
    case 'ring':
    case 'ring_extension':
    case 'dial': {
      const reaction = scenario.people?.[used.people++] ?? 'answered';
      return reaction === 'answered' ? { kind: 'answered' } : { kind: 'not_answered', reason: reaction };
    }
    case 'enter_queue': {
      const reaction = scenario.queues?.[used.queues++] ?? 'answered';
      return reaction === 'answered' ? { kind: 'answered' } : { kind: 'left_queue', reason: reaction };
    }
    case 'ask_decision': {
      const decided = scenario.decisions?.[used.decisions++] ?? null;
      return decided === null
        ? { kind: 'decision_failed', reason: 'unreachable' }
        : { kind: 'decided', answer: decided };
    }
  }
}
