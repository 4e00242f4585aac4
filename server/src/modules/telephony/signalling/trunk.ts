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
  /** Its word about callers is believed, and it gets numbers that callers withhold, marked as private (RFC 3325). */
  readonly trusted: boolean;
  readonly callerIdHeader: TrunksTable['callerIdHeader'];
  /** Which header tells it that a call was forwarded (RFC 5806, RFC 7044). */
  readonly forwardingHeader: TrunksTable['forwardingHeader'];
  /** Number presented for a call from outside that a member sends on: the member's own, or the original caller's. */
  readonly forwardedCallerId: TrunksTable['forwardedCallerId'];
  /** A 3xx of this carrier is followed, at the caller's own rights. */
  readonly followsRedirects: boolean;
  /** Calls to it are offered as SRTP with keys by SDES; it must speak that. */
  readonly securesMedia: boolean;
  readonly createdAt: Temporal.Instant;
};

/** How a carrier is treated when nobody chose. */
export const trunkIdentityDefaults = {
  trusted: true,
  callerIdHeader: 'p_asserted_identity',
  forwardingHeader: 'diversion',
  forwardedCallerId: 'own',
  followsRedirects: false,
  securesMedia: false,
} as const satisfies Partial<Trunk>;

export type TrunkState = 'unknown' | 'reachable' | 'registered' | 'unreachable' | 'refused' | 'disabled';
export type TrunkStatus = {
  readonly state: TrunkState;
  readonly sinceMs: number | null;
  readonly detail: string | null;
};
