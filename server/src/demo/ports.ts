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

/** A conference room, or a message for everybody who dials the extension. */
export type SeedService = { readonly extension: string; readonly name: string } & (
  | { readonly kind: 'conference'; readonly maxParties: number }
  | {
      readonly kind: 'announcement';
      readonly sound: 'hold_music' | 'unavailable' | 'please_hold' | 'service_unavailable' | 'goodbye';
      readonly repeats: boolean;
    }
);

/**
 * What demonstration and bench data need of telephony (its `seed` has this shape). Every `tx` is of the operator's
 * scope, so that an organization is complete or absent.
 */
export interface TelephonySeed {
  /** Desk telephones in bulk: 1,200 take a second, because only digests are computed. */
  createDevicesWithSecrets(tx: Tx, devices: readonly SeedDevice[]): Promise<unknown>;
  createTrunk(tx: Tx, trunk: SeedTrunk): Promise<unknown>;
  /** Those whose extension is taken are left as they are. */
  createServices(tx: Tx, organizationId: string, services: readonly SeedService[]): Promise<void>;
  writeCallHistory(tx: Tx, organizationId: string, calls: readonly SeedCall[]): Promise<void>;
}

/** Where telephones register. */
export type SipPlace = { readonly host: string; readonly port: number; readonly domain: string };
