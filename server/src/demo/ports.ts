import type { Tx } from '#platform/db';
import type { HistoryCall } from './history/types.ts';

export type SeedDevice = {
  readonly userId: string;
  readonly name: string;
  readonly username: string;
  readonly password: string;
};
export type SeedTrunk = { readonly name: string; readonly host: string; readonly port: number };

/**
 * What demonstration and bench data need of telephony; `app.ts` fills it with its seed. Every `tx` is of the operator's
 * scope, so that an organization is complete or absent.
 */
export interface TelephonySeed {
  /** Desk telephones with given credentials, in bulk: 1,200 take seconds, so only digests are computed. */
  devices(tx: Tx, organizationId: string, devices: readonly SeedDevice[]): Promise<void>;
  /** The operator's trunk to the sandbox carrier, which serves every organization. */
  sharedTrunk(tx: Tx, trunk: SeedTrunk): Promise<void>;
  /** Ended calls of the past, with their legs and records. */
  callHistory(tx: Tx, organizationId: string, calls: readonly HistoryCall[]): Promise<void>;
  /** Where telephones register. */
  readonly sip: { readonly host: string; readonly port: number; readonly domain: string };
}
