import type { Outcome } from '@carillon/api';
import type { Tx } from '#platform/db';
import { newId } from '#platform/ids';
import { insertRows } from './accounting/records-store.ts';
import type { Call, CallLeg, LegKind } from './call/types.ts';
import type { Clock } from '#platform/clock';
import type { Database } from '#platform/db';
import type { Device } from './devices/device.ts';
import { newDeskPhone } from './devices/actions.ts';
import type { HangupCause } from './failure/hangup-cause.ts';
import { trunkIdentityDefaults, type Trunk } from './signalling/trunk.ts';
import type { ServiceKind } from './services/service.ts';
import { insertDevices } from './store/devices.ts';
import { saveService } from './store/services.ts';
import { saveTrunk } from './store/trunks.ts';

export type SeedDevice = {
  readonly organizationId: string;
  readonly userId: string;
  readonly name: string;
  /** Absent: opaque and random. */
  readonly username?: string;
  readonly password?: string;
};

/** A call of the past, as people see it. `number` of a party outside is E.164. */
export type SeedCall = {
  readonly direction: Call['direction'];
  readonly from: Call['from'];
  readonly to: Call['to'];
  readonly startedAt: Temporal.Instant;
  readonly ringSeconds: number;
  /** Null: nobody answered. */
  readonly talkSeconds: number | null;
  readonly outcome: Outcome;
  readonly hangupCause?: HangupCause;
  readonly hungUpBy?: 'caller' | 'callee' | 'system';
  readonly kinds?: { readonly from?: LegKind; readonly to?: LegKind };
};

export type SeedTrunk = Omit<Trunk, 'id' | 'createdAt' | keyof typeof trunkIdentityDefaults> &
  Partial<Pick<Trunk, keyof typeof trunkIdentityDefaults>>;

/** A conference room or a message. */
export type SeedService = ServiceKind & { readonly extension: string; readonly name: string };

/** Ways to fill a database at once, for the demonstration, the bench and tests; `tx` is of the operator's scope. */
export interface TelephonySeed {
  /** Desk telephones in bulk, with the passwords that nobody can read again. */
  createDevicesWithSecrets(
    tx: Tx,
    rows: readonly SeedDevice[],
  ): Promise<{ deviceId: string; userId: string; username: string; password: string }[]>;
  createTrunk(tx: Tx, trunk: SeedTrunk): Promise<string>;
  /** Those whose extension is free; the others are there already. */
  createServices(tx: Tx, organizationId: string, rows: readonly SeedService[]): Promise<void>;
  writeCallHistory(tx: Tx, organizationId: string, rows: readonly SeedCall[]): Promise<void>;
}

const chunk = 1_000;

export type SeedDeps = {
  readonly db: Database;
  readonly clock: Clock;
  /** Seals the passwords of trunks. */
  readonly secretKey: Uint8Array;
  /** Told after the commit, so that a running server knows at once; a tool beside it needs none. */
  readonly addedDevice?: (device: Device) => void;
  readonly addedTrunk?: (trunk: Trunk) => void;
};

export function createTelephonySeed(context: SeedDeps): TelephonySeed {
  return {
    async createDevicesWithSecrets(tx, rows) {
      const made = rows.map((row) => newDeskPhone(row, context.clock.now()));
      for (let start = 0; start < made.length; start += chunk) {
        await insertDevices(
          tx,
          made.slice(start, start + chunk).map(({ device }) => device),
        );
      }
      context.db.afterCommit(tx, () => {
        for (const { device } of made) context.addedDevice?.(device);
      });
      return made.map(({ device, password }) => ({
        deviceId: device.id,
        userId: device.userId,
        username: device.sipUsername,
        password,
      }));
    },
    async createTrunk(tx, given) {
      const trunk: Trunk = { ...trunkIdentityDefaults, ...given, id: newId(), createdAt: context.clock.now() };
      await saveTrunk(tx, trunk, context.secretKey);
      context.db.afterCommit(tx, () => context.addedTrunk?.(trunk));
      return trunk.id;
    },
    async createServices(tx, organizationId, rows) {
      const createdAt = context.clock.now();
      for (const row of rows) await saveService(tx, { ...row, id: newId(), organizationId, createdAt });
    },
    async writeCallHistory(tx, organizationId, rows) {
      for (let start = 0; start < rows.length; start += chunk) {
        await insertRows(
          tx,
          rows.slice(start, start + chunk).map((row) => pastCall(organizationId, row)),
        );
      }
    },
  };
}

function pastCall(organizationId: string, row: SeedCall): Call {
  const startedAtMs = row.startedAt.epochMilliseconds;
  const answeredAtMs = row.talkSeconds === null ? null : startedAtMs + row.ringSeconds * 1000;
  const endedAtMs = startedAtMs + (row.ringSeconds + (row.talkSeconds ?? 0)) * 1000;
  const times = { startedAtMs, answeredAtMs, endedAtMs };
  const caller = pastLeg(row, 'caller', times);
  const target = pastLeg(row, 'target', times);
  return {
    ...times,
    id: newId(),
    organizationId,
    direction: row.direction,
    phase: 'ended',
    from: row.from,
    to: row.to,
    callerId: row.direction === 'outbound' ? row.from.number : null,
    callerLegId: caller.id,
    legs: { [caller.id]: caller, [target.id]: target },
    pair: null,
    ringing: null,
    announcing: null,
    transfer: null,
    consultationFor: null,
    forwardedBy: [],
    callerIdentity: null,
    outcome: row.outcome,
    hangupCause: caller.hangupCause,
    hungUpBy: row.hungUpBy ?? (row.talkSeconds === null ? 'system' : 'caller'),
    failureTextKey: row.outcome === 'answered' ? null : `telephony.failure.${caller.hangupCause}`,
    trace: [],
  };
}

type Times = { startedAtMs: number; answeredAtMs: number | null; endedAtMs: number };

const usualCause: Partial<Record<Outcome, HangupCause>> = {
  answered: 'normal',
  busy: 'user_busy',
  rejected: 'rejected',
  failed: 'far_side_error',
};

function pastLeg(row: SeedCall, role: CallLeg['role'], times: Times): CallLeg {
  const party = role === 'caller' ? row.from : row.to;
  const kind =
    (role === 'caller' ? row.kinds?.from : row.kinds?.to) ?? (party.userId === null ? 'trunk' : 'desk_phone');
  return {
    ...times,
    id: newId(),
    role,
    kind,
    userId: party.userId,
    name: party.name,
    number: party.number,
    deviceId: null,
    deviceName: null,
    trunkId: null,
    transport: kind === 'browser' ? 'ws' : 'udp',
    sipCallId: null,
    phase: 'ended',
    holding: false,
    mediaReady: true,
    ringingAtMs: role === 'target' ? times.startedAtMs : null,
    outcome: row.outcome,
    hangupCause: row.hangupCause ?? usualCause[row.outcome] ?? 'no_answer',
    sipStatus: null,
    media: null,
  };
}
