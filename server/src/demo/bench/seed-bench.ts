import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Contract } from '#contract';
import type { Identity, Member, SeedUser } from '#identity';
import { operatorScope, type Database, type Tx } from '#platform/db';
import type { SeedDevice, SeedService, SipPlace, TelephonySeed } from '../ports.ts';
import { derivedPassword } from '../secrets.ts';

export type BenchDeps = {
  readonly db: Database;
  readonly dataDir: string;
  readonly identity: Identity;
  readonly contract: Contract;
  readonly telephony: Pick<TelephonySeed, 'createDevicesWithSecrets' | 'createServices'>;
  readonly sip: SipPlace;
  /** 1,200 unless a test wants fewer. */
  readonly userCount?: number;
};

export type BenchUser = { readonly username: string; readonly password: string; readonly extension: string };
/** `rooms`: extensions of conferences, `announcement`: of a message that repeats. */
export type BenchFile = {
  readonly sip: SipPlace;
  readonly users: readonly BenchUser[];
  readonly rooms: readonly string[];
  readonly announcement: string;
};
export type BenchResult = { readonly file: string; readonly users: number; readonly created: boolean };

type State = { readonly organizationId: string; readonly seed: string };

/** Four digits from here on: below lie French short numbers (10xx, 3xxx), which no extension may equal. */
const firstExtension = 4_000;
/** Load generators call one extension from many: that one member must be able to hold all their calls at once. */
const channelsPerUser = 1_000;

/**
 * Makes the bench organization in the database of a running instance, once, and writes `data/bench.json`. Its members
 * have a SIP telephone each and no password: nobody signs in as them. The event of the new organization tells the
 * running server to look at it.
 */
export async function seedBench(deps: BenchDeps): Promise<BenchResult> {
  const statePath = join(deps.dataDir, 'bench-seed.json');
  const kept = await readState(statePath);
  const exists = kept !== null && (await deps.identity.findOrganization(kept.organizationId)) !== null;
  const seed = exists ? kept.seed : randomBytes(32).toString('hex');
  const users = benchUsers(Buffer.from(seed, 'hex'), deps.userCount ?? 1_200);
  if (!exists) {
    const organizationId = await deps.db.transaction(operatorScope, (tx) => createBench(deps, tx, users));
    await write(statePath, { organizationId, seed } satisfies State);
  }
  // An organization of an earlier version has none yet.
  const { organizationId } = (await readState(statePath))!;
  await deps.db.transaction(operatorScope, (tx) => deps.telephony.createServices(tx, organizationId, benchServices));
  const file = join(deps.dataDir, 'bench.json');
  const rooms = benchServices.flatMap(({ kind, extension }) => (kind === 'conference' ? [extension] : []));
  await write(file, { sip: deps.sip, users, rooms, announcement } satisfies BenchFile);
  return { file, users: users.length, created: !exists };
}

/** Load generators name a room by its last digit. */
const announcement = '9690';
const benchServices: readonly SeedService[] = [
  { kind: 'announcement', extension: announcement, name: 'Annonce', sound: 'hold_music', repeats: true },
  ...Array.from({ length: 10 }, (_, index) => ({
    kind: 'conference' as const,
    extension: `970${index}`,
    name: `Salle ${index + 1}`,
    maxParties: 50,
  })),
];

async function readState(path: string): Promise<State | null> {
  const text = await readFile(path, 'utf8').catch(() => null);
  return text === null ? null : (JSON.parse(text) as State);
}

async function write(path: string, value: object): Promise<void> {
  await writeFile(`${path}.new`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

function benchUsers(seed: Uint8Array, count: number): BenchUser[] {
  return Array.from({ length: count }, (_, index) => {
    const extension = String(firstExtension + index);
    return {
      username: `b${derivedPassword(seed, `user ${extension}`, 11)}`,
      password: derivedPassword(seed, `password ${extension}`, 16),
      extension,
    };
  });
}

async function createBench(deps: BenchDeps, tx: Tx, users: readonly BenchUser[]): Promise<string> {
  const { identity, contract, telephony } = deps;
  const organization = { name: 'Banc d’essai', country: 'FR', timeZone: 'Europe/Paris', language: 'fr' } as const;
  const { id: organizationId } = await identity.seed.organization(tx, organization);
  const members = await identity.seed.users(tx, organizationId, users.map(toMember));
  const grant = {
    organizationId,
    key: 'telephony.extra_channels',
    granted: true,
    limit: channelsPerUser,
    reason: 'load tests',
  } as const;
  await contract.grant({ kind: 'system', name: 'seed' }, grant, tx);
  const devices = members.map((member, index) => toDevice(member, users[index]!));
  await telephony.createDevicesWithSecrets(tx, devices);
  return organizationId;
}

function toMember({ extension }: BenchUser): SeedUser {
  return { name: `Essai ${extension}`, email: `essai-${extension}@bench.example`, role: 'user', extension };
}

function toDevice({ id: userId, organizationId }: Member, { username, password }: BenchUser): SeedDevice {
  return { organizationId, userId, name: 'SIP', username, password };
}
