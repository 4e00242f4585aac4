import type { Role } from '@carillon/api';
import { createContract, type Contract } from '#contract';
import { createIdentity, type Identity, type Member, type Organization, type SipSecretRotation } from '#identity';
import { createNumbers, type Numbers } from '#numbers';
import { hashToken } from '#platform/crypto';
import { operatorScope, type Tx } from '#platform/db';
import type { Mail } from '#platform/mail';
import { newId, randomToken } from '#platform/ids';
import { insertCredential } from '../../src/modules/identity/store/sign-in.ts';
import type { IdentityTables } from '../../src/modules/identity/store/tables.ts';
import { createTestApp, testApp, type TestApp, type TestAppOptions, type TestPlatform } from '../app.ts';

export type IdentityModules = { readonly identity: Identity; readonly numbers: Numbers; readonly contract: Contract };
export type IdentityApp = TestApp<IdentityModules>;

/** No telephones in these tests: nothing to rotate. */
const noTelephones: SipSecretRotation = { rotateSipSecrets: async () => 0 };

type Replacements = { readonly sipSecrets?: SipSecretRotation; readonly mail?: Mail };

/** identity, numbers and contract as `app.ts` puts them together. */
export function identityModules(
  platform: TestPlatform,
  sipSecrets = noTelephones,
  mail = platform.mail,
): IdentityModules {
  const { db, clock, http, realtime, config, log, outbox } = platform;
  const identity = createIdentity({ db, clock, http, realtime, mail, config, log });
  const numbers = createNumbers({ db, clock, http, identity, outbox });
  identity.fillPorts({ sipSecrets, numbers });
  return {
    identity,
    numbers,
    contract: createContract({ db, clock, http, identity, mail, config, jobs: platform.jobs }),
  };
}

type Options = Omit<TestAppOptions<IdentityModules>, 'modules'> & Replacements;

/** The application with these three modules, closed when the running test ends. */
export function identityApp(options: Options = {}): Promise<IdentityApp> {
  return testApp({ ...options, modules: (platform) => identityModules(platform, options.sipSecrets, options.mail) });
}

/** The same for `beforeAll`; the caller closes it. */
export function createIdentityApp(options: Options = {}): Promise<IdentityApp> {
  return createTestApp({
    ...options,
    modules: (platform) => identityModules(platform, options.sipSecrets, options.mail),
  });
}

/** What a factory needs of an application: the database, the clock and identity. */
export type WithIdentity = Pick<TestPlatform, 'db' | 'clock'> & { readonly modules: { readonly identity: Identity } };

export function makeOrganization(app: WithIdentity, given: Partial<Organization> = {}): Promise<Organization> {
  const organization = {
    name: 'Cabinet Ferrand',
    country: 'FR',
    timeZone: 'Europe/Paris',
    language: 'fr',
    ...given,
  } as const;
  return app.db.transaction(operatorScope, (tx) => app.modules.identity.seed.organization(tx, organization));
}

export type TestUser = Member & { readonly cookie: string };

let count = 0;

type UserOptions = { organizationId?: string; role?: Role; extension?: string | null; name?: string; email?: string };

/** An active member with an open session; makes the organization when none is given. */
export async function makeUser(app: WithIdentity, given: UserOptions = {}): Promise<TestUser> {
  const organizationId = given.organizationId ?? (await makeOrganization(app)).id;
  count += 1;
  const { role = 'user', extension = null, name = `Membre ${count}`, email = `membre-${count}@example.fr` } = given;
  return app.db.transaction(operatorScope, async (tx) => {
    const [member] = await app.modules.identity.seed.users(tx, organizationId, [{ name, email, role, extension }]);
    const now = app.clock.now();
    await insertCredential(tx, { userId: member!.id, name, email, passwordHash: 'none', now });
    return { ...member!, cookie: await openSession(tx, member!.id, now) };
  });
}

/** A session without a password check, which would cost 100 ms. */
export async function openSession(tx: Tx, userId: string, now: Temporal.Instant): Promise<string> {
  const token = randomToken(24);
  const times = { createdAt: now, updatedAt: now, expiresAt: now.add({ hours: 168 }) };
  const row = { id: newId(), userId, token: hashToken(token), ipAddress: '127.0.0.1', userAgent: 'vitest', ...times };
  await tx.withTables<IdentityTables>().insertInto('authSessions').values(row).execute();
  return `carillon_session=${token}`;
}

/** A person of the operator with an open session. */
export async function makeStaff(app: WithIdentity): Promise<{ id: string; cookie: string }> {
  count += 1;
  const email = `staff-${count}@example.fr`;
  return app.db.transaction(operatorScope, async (tx) => {
    const staff = {
      name: 'Opératrice',
      email,
      password: 'exploitation-2026',
      language: 'fr',
      timeZone: 'Europe/Paris',
    } as const;
    const id = await app.modules.identity.seed.staff(tx, staff);
    return { id, cookie: await openSession(tx, id, app.clock.now()) };
  });
}
