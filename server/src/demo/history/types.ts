import type { Direction, HungUpBy, Outcome, Party } from '@carillon/api';

/** A call of the past as plain data. Answered at `startedAt + ringSeconds`, ended `talkSeconds` later. */
export type HistoryCall = {
  readonly direction: Direction;
  readonly from: Party;
  readonly to: Party;
  /** The member whose call it is: who dialled, or who was rung. */
  readonly userId: string;
  readonly startedAt: Temporal.Instant;
  readonly ringSeconds: number;
  /** 0 unless `outcome` is `answered`. */
  readonly talkSeconds: number;
  readonly outcome: Outcome;
  readonly hungUpBy: HungUpBy;
};

export type HistoryUser = {
  readonly id: string;
  readonly name: string;
  readonly extension: string;
  readonly number: string | null;
};

export type HistoryInput = {
  /** The same seed and clock give the same calls. */
  readonly seed: string;
  readonly users: readonly HistoryUser[];
  /** Numbers of the organization that ring nobody in particular. */
  readonly numbers: readonly string[];
  readonly now: Temporal.Instant;
  readonly timeZone: string;
  readonly days: number;
  /** A shop works on Saturdays, an office does not. */
  readonly opensOnSaturday: boolean;
};
