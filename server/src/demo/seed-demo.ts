import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '#config';
import { permissions } from '@carillon/api';
import type { Identity, Member } from '#identity';
import type { Numbers, SeedNumber } from '#numbers';
import type { Clock } from '#platform/clock';
import { operatorScope, type Database, type Tx } from '#platform/db';
import {
  describeDemo,
  writeDemoFile,
  type DemoFile,
  type DemoFileOrganization,
  type DemoFileUser,
} from './demo-file.ts';
import { demoOperator, demoOrganizations, type DemoOrganization } from './demo-organizations.ts';
import { demoHistory } from './history/demo-history.ts';
import { demoMode } from './demo-mode.ts';
import type { SeedCall, SeedDevice, SeedService, SeedTrunk, SipPlace, TelephonySeed } from './ports.ts';
import type { HistoryCall } from './history/types.ts';
import { loadSeed } from './secrets.ts';

export type DemoDeps = {
  readonly db: Database;
  readonly clock: Clock;
  readonly config: Pick<Config, 'dataDir' | 'demo' | 'host' | 'databaseUrl' | 'sandboxPort'>;
  /** Address of the web application as it can be opened now. */
  readonly url: string;
  readonly identity: Identity;
  readonly numbers: Numbers;
  readonly telephony: TelephonySeed;
  readonly sip: SipPlace;
};

export type DemoResult =
  | { readonly kind: 'off'; readonly reason: string }
  | { readonly kind: 'on'; readonly created: boolean; readonly demo: DemoFile };

const timeZone = 'Europe/Paris';
const historyDays = 30;
const sandboxHost = '127.0.0.1';

/**
 * Fills an empty installation on loopback with the demonstration, once; at each later start only writes
 * `data/demo.json` anew. Where the demonstration is off, a stale file is removed.
 */
export async function seedDemo(deps: DemoDeps): Promise<DemoResult> {
  const mode = await demoMode(deps);
  if (mode.kind === 'off') {
    await rm(join(deps.config.dataDir, 'demo.json'), { force: true });
    return mode;
  }
  const { seed } = await loadSeed(deps.config.dataDir);
  const sandboxCarrier = { host: sandboxHost, port: deps.config.sandboxPort };
  const demo = describeDemo(seed, { url: deps.url, sip: deps.sip, sandboxCarrier });
  if (mode.empty) await createDemo(deps, demo, seed.toString('hex'));
  await writeDemoFile(deps.config.dataDir, demo);
  return { kind: 'on', created: mode.empty, demo };
}

/** All in one transaction: a start that was interrupted leaves nothing half made. */
async function createDemo(deps: DemoDeps, demo: DemoFile, seed: string): Promise<void> {
  await deps.db.transaction(operatorScope, async (tx) => {
    const operator = { name: demoOperator.name, ...demo.operator, language: 'fr', timeZone } as const;
    await deps.identity.seed.staff(tx, operator);
    await deps.telephony.createTrunk(tx, sandboxTrunk(demo.sandboxCarrier));
    for (const [index, organization] of demoOrganizations.entries()) {
      await createOrganization(deps, tx, { organization, secrets: demo.organizations[index]!, seed });
    }
  });
}

const demoServices: readonly SeedService[] = [
  { kind: 'conference', extension: '800', name: 'Salle de réunion', maxParties: 20 },
  { kind: 'announcement', extension: '801', name: 'Musique d’attente', sound: 'hold_music', repeats: true },
];

type Creation = {
  readonly organization: DemoOrganization;
  readonly secrets: DemoFileOrganization;
  readonly seed: string;
};

async function createOrganization(deps: DemoDeps, tx: Tx, { organization, secrets, seed }: Creation): Promise<void> {
  const { identity, telephony, clock } = deps;
  const { id } = await identity.seed.organization(tx, {
    name: organization.name,
    country: 'FR',
    timeZone,
    language: 'fr',
  });
  const members = await identity.seed.users(tx, id, secrets.users.map(toSeedUser));
  await deps.numbers.seedNumbers(tx, numbersOf(organization, id, members));
  const devices = members.map((member, index) => deviceOf(member, secrets.users[index]!));
  await telephony.createDevicesWithSecrets(tx, devices);
  await telephony.createServices(tx, id, demoServices);
  const key = {
    secret: secrets.apiKey,
    organizationId: id,
    name: 'Démonstration',
    permissions: [...permissions],
    createdByUserId: null,
    expiresAt: null,
  };
  await identity.seed.apiKey(tx, key);
  const users = members.map((member, index) => {
    const { extension, number } = organization.people[index]!;
    return { id: member.id, name: member.name, extension, number };
  });
  const { mainNumber, opensOnSaturday, name } = organization;
  const history = {
    seed: `${seed} ${name}`,
    users,
    numbers: [mainNumber],
    now: clock.now(),
    timeZone,
    days: historyDays,
    opensOnSaturday,
  };
  await telephony.writeCallHistory(tx, id, demoHistory(history).map(toSeedCall));
}

function toSeedUser({ name, email, password, role, extension }: DemoFileUser) {
  return { name, email, password, role: role as Member['role'], extension };
}

function deviceOf({ id: userId, organizationId }: Member, { sip }: DemoFileUser): SeedDevice {
  return { organizationId, userId, name: 'Téléphone de bureau', ...sip };
}

function sandboxTrunk({ host, port }: DemoFile['sandboxCarrier']): SeedTrunk {
  const byAddress = {
    authentication: 'address',
    username: null,
    password: null,
    allowedSources: [`${host}/32`],
  } as const;
  const rest = { transport: 'udp', numberFormat: 'e164_plus', maxCalls: null, enabled: true } as const;
  return { organizationId: null, name: 'Opérateur bac à sable', host, port, ...byAddress, ...rest };
}

function toSeedCall({ userId: _whose, ...call }: HistoryCall): SeedCall {
  return { ...call, talkSeconds: call.outcome === 'answered' ? call.talkSeconds : null };
}

function numbersOf(organization: DemoOrganization, organizationId: string, members: readonly Member[]): SeedNumber[] {
  const main = {
    organizationId,
    e164: organization.mainNumber,
    kind: 'geographic',
    label: 'Standard',
    assignedUserId: members[0]!.id,
    presentable: true,
  } as const;
  const direct = organization.people.flatMap(({ number }, index): SeedNumber[] => {
    if (number === null) return [];
    const kind = number.startsWith('+336') ? 'mobile' : 'geographic';
    return [
      {
        organizationId,
        e164: number,
        kind,
        label: 'Ligne directe',
        assignedUserId: members[index]!.id,
        presentable: false,
      },
    ];
  });
  return [main, ...direct];
}
