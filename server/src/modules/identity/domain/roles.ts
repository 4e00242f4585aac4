import { grantedScope, type Permission, type Role } from '@carillon/api';

export function isAdministrator(role: Role): boolean {
  return role === 'admin' || role === 'super_admin';
}

/**
 * Whether someone of `actorRole` may manage a member of `targetRole`, or give that role. Only a super-admin touches
 * super-admins; staff and the system (null) may do all.
 */
export function mayManageRole(actorRole: Role | null, targetRole: Role): boolean {
  return actorRole === null || targetRole !== 'super_admin' || actorRole === 'super_admin';
}

/**
 * Permissions that a member of `role` may put on an API key. A key acts for the whole organization, so what its maker
 * holds over own rows only is not given on.
 */
export function permissionsForKeys(
  role: Role,
  wanted: readonly Permission[],
): { readonly refused: readonly Permission[] } {
  return { refused: wanted.filter((permission) => grantedScope(role, permission) !== 'organization') };
}
