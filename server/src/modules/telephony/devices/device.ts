import type { DeviceKind } from '../tables.ts';

/** A telephone or a browser of a member, with its digest secrets (never the password itself). */
export type Device = {
  readonly id: string;
  readonly organizationId: string;
  readonly userId: string;
  readonly kind: DeviceKind;
  readonly name: string;
  readonly sipUsername: string;
  readonly ha1Md5: string | null;
  readonly ha1Sha256: string | null;
  /** Its forward key is followed: a 302 of it sends the call where its owner could call. */
  readonly followsForwarding: boolean;
  readonly createdAt: Temporal.Instant;
};
