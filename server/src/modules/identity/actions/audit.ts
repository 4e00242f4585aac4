import type { Actor } from '#platform/actor';
import type { Clock } from '#platform/clock';
import type { Tx } from '#platform/db';
import { newId } from '#platform/ids';
import { insertAudit } from '../store/audit.ts';

/** What was acted upon. `organizationId` is needed only when staff act on an organization's things. */
export type AuditSubject = { readonly kind: string; readonly id: string; readonly organizationId?: string };

export type Audit = (
  tx: Tx,
  actor: Actor,
  action: string,
  subject: AuditSubject | null,
  details?: Record<string, unknown>,
) => Promise<void>;

function actorId(actor: Actor): string | null {
  if (actor.kind === 'api_key') return actor.apiKeyId;
  return actor.kind === 'system' ? null : actor.userId;
}

/** Makes the function that records administrative acts, in the transaction of the act. */
export function createAudit(clock: Clock): Audit {
  return (...[tx, actor, action, subject, details = {}]) =>
    insertAudit(tx, {
      id: newId(),
      organizationId: 'organizationId' in actor ? actor.organizationId : (subject?.organizationId ?? null),
      at: clock.now(),
      actorKind: actor.kind,
      actorId: actorId(actor),
      actorName: actor.name,
      action,
      subjectKind: subject?.kind ?? null,
      subjectId: subject?.id ?? null,
      details,
    });
}
