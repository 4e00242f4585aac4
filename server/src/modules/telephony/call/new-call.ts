import type { Direction, Party } from '@carillon/api';
import type { ForwardedBy } from '../ports/line.ts';
import type { Call, CallLeg, LegKind, Target } from './types.ts';

export type NewCall = {
  readonly id: string;
  readonly organizationId: string;
  readonly direction: Direction;
  readonly from: Party;
  readonly to: Party;
  readonly caller: NewLeg;
  readonly consultationFor: string | null;
  readonly forwardedBy?: readonly ForwardedBy[];
  readonly atMs: number;
};

export type NewLeg = {
  readonly id: string;
  readonly kind: LegKind;
  readonly userId: string | null;
  readonly name: string | null;
  readonly number: string | null;
  readonly deviceId: string | null;
  readonly deviceName: string | null;
  readonly trunkId: string | null;
  readonly transport: string | null;
  readonly sipCallId: string | null;
};

const untouched = {
  holding: false,
  mediaReady: false,
  ringingAtMs: null,
  answeredAtMs: null,
  endedAtMs: null,
  outcome: null,
  hangupCause: null,
  sipStatus: null,
  media: null,
} as const;

/** A call at its first instant: a caller that waits, nobody rung. */
export function newCall(options: NewCall): Call {
  const caller: CallLeg = {
    ...options.caller,
    ...untouched,
    role: 'caller',
    phase: 'waiting',
    startedAtMs: options.atMs,
  };
  return {
    id: options.id,
    organizationId: options.organizationId,
    direction: options.direction,
    phase: 'routing',
    from: options.from,
    to: options.to,
    callerId: null,
    forwardedBy: options.forwardedBy ?? [],
    callerIdentity: null,
    callerLegId: caller.id,
    legs: { [caller.id]: caller },
    pair: null,
    ringing: null,
    announcing: null,
    transfer: null,
    consultationFor: options.consultationFor,
    startedAtMs: options.atMs,
    answeredAtMs: null,
    endedAtMs: null,
    outcome: null,
    hangupCause: null,
    hungUpBy: null,
    failureTextKey: null,
    trace: [],
  };
}

/** A leg about to be dialled. */
export function targetLeg(target: Target, atMs: number): CallLeg {
  const { legId, address: _address, ...party } = target;
  return { ...party, ...untouched, id: legId, role: 'target', phase: 'dialling', sipCallId: null, startedAtMs: atMs };
}
