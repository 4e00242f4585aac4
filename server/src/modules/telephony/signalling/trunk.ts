import type { TrunksTable } from '../tables.ts';

/** A configured link to a carrier, as kept in memory. `password` is open only here. */
export type Trunk = {
  readonly id: string;
  /** Null: the operator's own, for everybody. */
  readonly organizationId: string | null;
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly transport: TrunksTable['transport'];
  readonly authentication: TrunksTable['authentication'];
  readonly username: string | null;
  readonly password: string | null;
  readonly allowedSources: readonly string[];
  readonly numberFormat: TrunksTable['numberFormat'];
  readonly maxCalls: number | null;
  readonly enabled: boolean;
  readonly createdAt: Temporal.Instant;
};

export type TrunkState = 'unknown' | 'reachable' | 'registered' | 'unreachable' | 'refused' | 'disabled';
export type TrunkStatus = {
  readonly state: TrunkState;
  readonly sinceMs: number | null;
  readonly detail: string | null;
};
