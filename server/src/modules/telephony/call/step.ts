import { stepBlindTransfer, stepReturnRouted } from '../features/blind-transfer.ts';
import { stepAdopt, stepHandOver } from '../features/attended-transfer.ts';
import { stepHeld } from '../features/hold.ts';
import { stepPickUp } from '../features/pick-up.ts';
import { stepRedirected } from '../features/redirect.ts';
import { stepSilent } from '../features/silence.ts';
import { stepReplace } from '../features/replace.ts';
import { Draft } from './draft.ts';
import type { StepResult } from './effects.ts';
import { stepCallerGone, stepEnd, stepHungUp, stepPromptEnded } from './ending.ts';
import type { CallInput } from './inputs.ts';
import { stepAccepted, stepMediaReady } from './answering.ts';
import {
  stepEarlyMedia,
  stepFailed,
  stepDialled,
  stepRinging,
  stepRingTimeout,
  stepRouted,
  stepUserOccupied,
} from './ringing.ts';
import type { Call } from './types.ts';
import { judge } from '../failure/verdict.ts';

/**
 * The whole life of a call as one pure function: what happened, on which state, gives the next state and what the
 * world has to do. An ended call changes no more, whatever still arrives (late answers, crossed BYEs).
 */
export function step(call: Call, input: CallInput, atMs: number): StepResult {
  const draft = new Draft(call, atMs);
  if (call.phase !== 'ended') apply(draft, input);
  return draft.result();
}

function apply(draft: Draft, input: CallInput): void {
  switch (input.kind) {
    case 'routed':
      return stepRouted(draft, input.plan);
    case 'leg_dialled':
      return stepDialled(draft, input);
    case 'leg_ringing':
      return stepRinging(draft, input.legId);
    case 'leg_early_media':
      return stepEarlyMedia(draft, input.legId);
    case 'leg_accepted':
      return stepAccepted(draft, input.legId);
    case 'leg_media_ready':
      return stepMediaReady(draft, input.legId);
    case 'leg_failed':
      return stepFailed(draft, input.legId, input.verdict);
    case 'ring_timeout':
      return stepRingTimeout(draft);
    case 'user_occupied':
      return stepUserOccupied(draft, input.userId, input.verdict);
    case 'ready_timeout':
      return stepReadyTimeout(draft, input.legId);
    default:
      return applyLater(draft, input);
  }
}

type LaterInput = Exclude<
  CallInput,
  {
    kind:
      | 'routed'
      | 'leg_dialled'
      | 'leg_ringing'
      | 'leg_early_media'
      | 'leg_accepted'
      | 'leg_media_ready'
      | 'leg_failed'
      | 'ring_timeout'
      | 'user_occupied'
      | 'ready_timeout';
  }
>;

function applyLater(draft: Draft, input: LaterInput): void {
  switch (input.kind) {
    case 'leg_hung_up':
      return stepHungUp(draft, input.legId, input.cause, input.by);
    case 'caller_gone':
      return stepCallerGone(draft, input.cause);
    case 'prompt_ended':
      return stepPromptEnded(draft, input.legId);
    case 'leg_silent':
      return stepSilent(draft, input.legId, input.silent);
    case 'held':
      return stepHeld(draft, input.legId, input.holding);
    case 'transfer_blind':
      return stepBlindTransfer(draft, input);
    case 'return_routed':
      return stepReturnRouted(draft, input.plan);
    case 'hand_over':
      return stepHandOver(draft, input);
    case 'adopt':
      return stepAdopt(draft, input);
    case 'replace':
      return stepReplace(draft, input.leg, input.oldLegId);
    case 'pick_up':
      return stepPickUp(draft, input.leg, input.ringingLegId);
    case 'leg_redirected':
      return stepRedirected(draft, input);
    case 'end':
      return stepEnd(draft, input.legId, input.cause, input.by);
  }
}

/** The browser took the call but its sound never came up: it was not an answer. */
function stepReadyTimeout(draft: Draft, legId: string): void {
  if (draft.leg(legId)?.phase !== 'securing') return;
  stepFailed(draft, legId, judge({ kind: 'local', reason: 'media_not_ready' }));
}
