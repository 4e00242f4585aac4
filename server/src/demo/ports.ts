import type { HungUpBy, Party, Direction, Outcome } from '@carillon/api';
import type { Tx } from '#platform/db';

export type SeedDevice = {
  readonly organizationId: string;
  readonly userId: string;
  readonly name: string;
  readonly username: string;
  readonly password: string;
};

/** The operator's trunk to the sandbox carrier, which knows us by our address. */
export type SeedTrunk = {
  /** Null: serves every organization. */
  readonly organizationId: null;
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly transport: 'udp';
  readonly authentication: 'address';
  readonly username: null;
  readonly password: null;
  readonly allowedSources: readonly string[];
  readonly numberFormat: 'e164_plus';
  readonly maxCalls: null;
  readonly enabled: true;
};

export type SeedCall = {
  readonly direction: Direction;
  readonly from: Party;
  readonly to: Party;
  readonly startedAt: Temporal.Instant;
  readonly ringSeconds: number;
  /** Null: nobody answered. */
  readonly talkSeconds: number | null;
  readonly outcome: Outcome;
  readonly hungUpBy: HungUpBy;
};

/**
 * What demonstration and bench data need of telephony (its `seed` has this shape). Every `tx` is of the operator's
 * scope, so that an organization is complete or absent.
 */
export interface TelephonySeed {
  /** Desk telephones in bulk: 1,200 take a second, because only digests are computed. */
  createDevicesWithSecrets(tx: Tx, devices: readonly SeedDevice[]): Promise<unknown>;
  createTrunk(tx: Tx, trunk: SeedTrunk): Promise<unknown>;
  writeCallHistory(tx: Tx, organizationId: string, calls: readonly SeedCall[]): Promise<void>;
}

/** Where telephones register. */
export type SipPlace = { readonly host: string; readonly port: number; readonly domain: string };
