import { grantedScope, type Permission, type PermissionScope, type Role } from '@carillon/api';
import type { Scope } from './db.ts';
import { appError } from './errors.ts';

export type UserActor = {
  readonly kind: 'user';
  readonly userId: string;
  readonly organizationId: string;
  readonly role: Role;
  readonly name: string;
};
export type StaffActor = { readonly kind: 'staff'; readonly userId: string; readonly name: string };
export type ApiKeyActor = {
  readonly kind: 'api_key';
  readonly apiKeyId: string;
  readonly organizationId: string;
  readonly permissions: readonly Permission[];
  readonly name: string;
};
/** The program itself: jobs and protocol handlers. */
export type SystemActor = { readonly kind: 'system'; readonly name: string };

/** Who is doing something. */
export type Actor = UserActor | StaffActor | ApiKeyActor | SystemActor;

/** The rows that the database lets this actor touch: one organization's, or every one for staff and the system. */
export function scopeOf(actor: Actor): Scope {
  return 'organizationId' in actor
    ? { kind: 'organization', organizationId: actor.organizationId }
    : { kind: 'operator' };
}

/** The organization of a member or an API key. @throws forbidden for staff and the system, who have none. */
export function organizationOf(actor: Actor): string {
  if (!('organizationId' in actor)) throw appError('forbidden');
  return actor.organizationId;
}

/** Over whose rows `actor` holds `permission`, or null. Staff and the system act for the whole organization. */
export function permissionScope(actor: Actor, permission: Permission): PermissionScope | null {
  if (actor.kind === 'user') return grantedScope(actor.role, permission);
  if (actor.kind === 'api_key') return actor.permissions.includes(permission) ? 'organization' : null;
  return 'organization';
}

/** As `permissionScope`, but refuses. @throws forbidden */
export function requirePermission(actor: Actor, permission: Permission): PermissionScope {
  const scope = permissionScope(actor, permission);
  if (!scope) throw appError('forbidden');
  return scope;
}

/** A stable text that names the actor, for keys and logs (`user:0190…`); holds no personal data. */
export function actorKey(actor: Actor): string {
  if (actor.kind === 'api_key') return `api_key:${actor.apiKeyId}`;
  if (actor.kind === 'system') return `system:${actor.name}`;
  return `${actor.kind}:${actor.userId}`;
}
