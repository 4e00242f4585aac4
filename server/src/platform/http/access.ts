import type { Access } from '@carillon/api';
import { permissionScope, type Actor } from '../actor.ts';
import { appError } from '../errors.ts';

/** Refuses who may not call an operation, before its body is even read. @throws signed_out, forbidden */
export function enforceAccess(access: Access, actor: Actor | null): void {
  if (access === 'public') return;
  if (!actor) throw appError('signed_out');
  if (access === 'staff') {
    if (actor.kind !== 'staff') throw appError('forbidden');
  } else if (access === 'member') {
    if (actor.kind === 'api_key') throw appError('forbidden');
  } else if (!permissionScope(actor, access.permission)) {
    throw appError('forbidden');
  }
}
