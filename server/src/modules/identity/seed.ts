import type { Role } from '@carillon/api';
import type { Actor } from '#platform/actor';
import type { Tx } from '#platform/db';
import { newId } from '#platform/ids';
import { createApiKeyWithin, type WantedKey } from './actions/api-keys.ts';
import { createStaffWithin, type NewStaff } from './actions/first-staff.ts';
import { createOrganizationWithin, type NewOrganization } from './actions/organizations.ts';
import type { IdentityContext } from './context.ts';
import type { Member } from './member.ts';
import { membersByIds } from './store/members.ts';
import { insertCredential } from './store/sign-in.ts';
import type { OrganizationRow, UserRow } from './store/tables.ts';
import { insertUsers } from './store/users.ts';

/** Who makes demonstration and bench data; the audit log names it. */
const seeder: Actor = { kind: 'system', name: 'seed' };

export type SeedUser = {
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly extension: string | null;
  /** Absent: the member cannot sign in (bench users only have SIP telephones). */
  readonly password?: string;
};

/** Ways to fill an empty organization at once, for the demonstration, the bench and tests; `tx` is of the operator's scope. */
export interface IdentitySeed {
  organization(tx: Tx, given: NewOrganization): Promise<OrganizationRow>;
  /** Active members, in bulk. */
  users(tx: Tx, organizationId: string, users: readonly SeedUser[]): Promise<Member[]>;
  staff(tx: Tx, given: Omit<NewStaff, 'passwordHash'> & { password: string }): Promise<string>;
  /** With `secret` the key is that one (demonstration secrets derive from a stored seed). */
  apiKey(tx: Tx, wanted: WantedKey): Promise<{ id: string; secret: string }>;
}

export function createSeed(context: IdentityContext): IdentitySeed {
  return {
    organization: (tx, given) => createOrganizationWithin(context, tx, seeder, given),
    users: (tx, organizationId, users) => seedUsers(context, tx, organizationId, users),
    async staff(tx, { password, ...given }) {
      return createStaffWithin(context, tx, { ...given, passwordHash: await context.passwords.hashPassword(password) });
    },
    async apiKey(tx, wanted) {
      const made = await createApiKeyWithin(context, tx, seeder, wanted);
      return { id: made.key.id, secret: made.secret };
    },
  };
}

async function seedUsers(
  context: IdentityContext,
  tx: Tx,
  organizationId: string,
  users: readonly SeedUser[],
): Promise<Member[]> {
  const now = context.clock.now();
  const rows = users.map((user) => activeUser(organizationId, user, now));
  const hashes = await Promise.all(users.map(({ password }) => hashOf(context, password)));
  await insertUsers(tx, rows);
  for (const [index, passwordHash] of hashes.entries()) {
    const { id: userId, name, email } = rows[index]!;
    if (passwordHash !== null) await insertCredential(tx, { userId, name, email, passwordHash, now });
  }
  const made = new Map(
    (
      await membersByIds(
        tx,
        rows.map((row) => row.id),
      )
    ).map((member) => [member.id, member]),
  );
  return rows.map((row) => made.get(row.id)!);
}

async function hashOf(context: IdentityContext, password: string | undefined): Promise<string | null> {
  return password === undefined ? null : context.passwords.hashPassword(password);
}

function activeUser(organizationId: string, user: SeedUser, createdAt: Temporal.Instant): UserRow {
  const { name, role, extension } = user;
  return {
    id: newId(),
    organizationId,
    name,
    email: user.email.toLowerCase(),
    role,
    extension,
    language: null,
    timeZone: null,
    theme: 'auto',
    state: 'active',
    createdAt,
    lastSeenAt: null,
    passwordResetRequired: false,
    paidDestinationsPausedUntil: null,
    removedAt: null,
  };
}
