import type { Role } from '@carillon/api';
import { permissionScope, type Actor } from '#platform/actor';
import type { Tx } from '#platform/db';
import { appError } from '#platform/errors';
import { isAdministrator, mayManageRole } from './domain/roles.ts';
import { lockOrganization } from './store/organizations.ts';
import type { UserRow } from './store/tables.ts';
import { countAdministrators, findUserRow, lockUserRow } from './store/users.ts';

/** The role by which `actor` manages members; null for staff, the system and API keys of administrators. */
function roleOf(actor: Actor): Role | null {
  if (actor.kind === 'user') return actor.role;
  return actor.kind === 'api_key' ? 'admin' : null;
}

/** @throws forbidden when `actor` may not give `role` or manage someone who has it */
export function requireManageableRole(actor: Actor, role: Role): void {
  if (!mayManageRole(roleOf(actor), role)) throw appError('forbidden');
}

/** The member, seen within the actor's scope. @throws not_found */
export async function requireUser(tx: Tx, userId: string): Promise<UserRow> {
  const user = await findUserRow(tx, userId);
  if (!user) throw appError('not_found');
  return user;
}

/**
 * Loads a member for a change and holds the row. @throws not_found, and forbidden when the member's role is out of the
 * actor's reach
 */
export async function requireManageableUser(tx: Tx, actor: Actor, userId: string): Promise<UserRow> {
  const user = await lockUserRow(tx, userId);
  if (!user) throw appError('not_found');
  if (permissionScope(actor, 'identity.user:manage') !== 'organization') throw appError('forbidden');
  requireManageableRole(actor, user.role);
  return user;
}

/** Before an administrator loses the role, is suspended or removed. @throws last_administrator */
export async function keepOneAdministrator(tx: Tx, user: UserRow): Promise<void> {
  if (!isAdministrator(user.role) || user.state !== 'active') return;
  await lockOrganization(tx, user.organizationId);
  if ((await countAdministrators(tx, user.organizationId)) <= 1) throw appError('last_administrator');
}
