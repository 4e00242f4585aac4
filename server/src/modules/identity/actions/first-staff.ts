import type { BodyOf, Language, identityOperations } from '@carillon/api';
import { hashToken } from '#platform/crypto';
import { operatorScope, type Tx } from '#platform/db';
import { appError } from '#platform/errors';
import { newId, randomToken } from '#platform/ids';
import type { IdentityContext } from '../context.ts';
import { insertCredential } from '../store/sign-in.ts';
import { hasStaff, insertStaff, replaceSetupToken, useSetupToken } from '../store/staff.ts';
import { linkTo } from './links.ts';
import { signIn, type Origin, type SignedIn } from './sign-in.ts';

/**
 * The link that creates the first staff account, or null when there is staff already. Each call makes a new one and
 * kills the earlier: print it once.
 */
export async function firstStaffLink(context: IdentityContext): Promise<string | null> {
  const token = randomToken(32);
  const needed = await context.db.transaction(operatorScope, async (tx) => {
    if (await hasStaff(tx)) return false;
    await replaceSetupToken(tx, hashToken(token), context.clock.now());
    return true;
  });
  return needed ? linkTo(context, 'setup', token) : null;
}

/** @throws link_expired when the token was used, replaced or never existed */
export async function createFirstStaff(
  context: IdentityContext,
  given: BodyOf<typeof identityOperations.createFirstStaff>,
  origin: Origin,
): Promise<SignedIn> {
  const email = given.email.toLowerCase();
  const passwordHash = await context.passwords.hashPassword(given.password);
  await context.db.transaction(operatorScope, async (tx) => {
    if (!(await useSetupToken(tx, hashToken(given.token), context.clock.now()))) throw appError('link_expired');
    await createStaffWithin(context, tx, {
      name: given.name,
      email,
      passwordHash,
      language: 'fr',
      timeZone: 'Europe/Paris',
    });
  });
  return signIn(context, { email, password: given.password }, origin);
}

export type NewStaff = { name: string; email: string; passwordHash: string; language: Language; timeZone: string };

export async function createStaffWithin(context: IdentityContext, tx: Tx, staff: NewStaff): Promise<string> {
  const { name, email, passwordHash, language, timeZone } = staff;
  const id = newId();
  const now = context.clock.now();
  await insertStaff(tx, { id, name, email, language, timeZone, theme: 'auto', createdAt: now, lastSeenAt: null });
  await insertCredential(tx, { userId: id, name, email, passwordHash, now });
  await context.audit(tx, { kind: 'staff', userId: id, name }, 'identity.staff.created', { kind: 'staff', id });
  return id;
}
