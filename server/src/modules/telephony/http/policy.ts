import type { Permission } from '@carillon/api';
import { permissionScope, type Actor, type UserActor } from '#platform/actor';
import { appError } from '#platform/errors';

/**
 * Whose rows the actor may see: null means everybody's in the scope, an id only that member's. Teams do not exist yet,
 * so the scope `team` counts as own.
 */
export function visibleUser(actor: Actor, permission: Permission): string | null {
  const scope = permissionScope(actor, permission);
  if (scope === 'organization') return null;
  if (scope === null || actor.kind !== 'user') throw appError('forbidden');
  return actor.userId;
}

/** Things that only a person in an organization has: calls, a browser telephone. @throws forbidden */
export function requireMember(actor: Actor): UserActor {
  if (actor.kind !== 'user') throw appError('forbidden');
  return actor;
}
