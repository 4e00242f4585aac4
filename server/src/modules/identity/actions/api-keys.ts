import type { BodyOf, Permission, identityOperations } from '@carillon/api';
import { organizationOf, scopeOf, type Actor } from '#platform/actor';
import { hashToken } from '#platform/crypto';
import type { Tx } from '#platform/db';
import { appError } from '#platform/errors';
import { newId, randomToken } from '#platform/ids';
import type { IdentityContext } from '../context.ts';
import { composeApiKey } from '../domain/api-key.ts';
import { permissionsForKeys } from '../domain/roles.ts';
import { presentApiKey } from '../present.ts';
import { apiKeysOf, findApiKey, insertApiKey, markApiKeyRevoked } from '../store/api-keys.ts';
import type { ApiKeyRow } from '../store/tables.ts';

type NewKey = BodyOf<typeof identityOperations.createApiKey>;

/** Keys are made by members: a key cannot make keys, so a leaked one cannot outlive its revocation. */
function requireMember(actor: Actor, permissions: readonly Permission[]): string {
  if (actor.kind !== 'user') throw appError('forbidden');
  const { refused } = permissionsForKeys(actor.role, permissions);
  const message = 'You do not hold this permission for the whole organization';
  const fields = refused.map((permission) => ({
    path: `permissions.${permissions.indexOf(permission)}`,
    code: 'not_held',
    message,
  }));
  if (fields.length > 0) throw appError('forbidden', { fields });
  return actor.userId;
}

/** @throws forbidden when a permission is not the maker's to give */
export async function createApiKey(context: IdentityContext, actor: Actor, given: NewKey) {
  const createdByUserId = requireMember(actor, given.permissions);
  const expiresAt = given.expiresAt ? Temporal.Instant.from(given.expiresAt) : null;
  if (expiresAt && Temporal.Instant.compare(expiresAt, context.clock.now()) <= 0) {
    throw appError('invalid_request', { fields: [{ path: 'expiresAt', code: 'past', message: 'Lies in the past' }] });
  }
  const wanted = {
    organizationId: organizationOf(actor),
    name: given.name,
    permissions: given.permissions,
    createdByUserId,
    expiresAt,
  };
  const { key, secret } = await context.db.transaction(scopeOf(actor), (tx) =>
    createApiKeyWithin(context, tx, actor, wanted),
  );
  return { key: presentApiKey(key), secret };
}

export type WantedKey = { /** Given only by seeds; random otherwise. */ readonly secret?: string } & Pick<
  ApiKeyRow,
  'organizationId' | 'name' | 'permissions' | 'createdByUserId' | 'expiresAt'
>;

/** Makes the key; its secret exists only in the answer. */
export async function createApiKeyWithin(
  context: IdentityContext,
  tx: Tx,
  actor: Actor,
  { secret: given, ...wanted }: WantedKey,
) {
  const { prefix, secret } = given ? splitSecret(given) : composeApiKey(randomToken(6), randomToken(32));
  const now = context.clock.now();
  const key: ApiKeyRow = {
    ...wanted,
    id: newId(),
    prefix,
    secretHash: hashToken(secret),
    createdAt: now,
    lastUsedAt: null,
    revokedAt: null,
  };
  await insertApiKey(tx, key);
  const subject = { kind: 'api_key', id: key.id, organizationId: wanted.organizationId };
  await context.audit(tx, actor, 'identity.api_key.created', subject, { permissions: wanted.permissions });
  return { key, secret };
}

function splitSecret(secret: string): { prefix: string; secret: string } {
  return { prefix: secret.slice(0, 'car_'.length + 8), secret };
}

export async function listApiKeys(context: IdentityContext, actor: Actor) {
  const organizationId = organizationOf(actor);
  const rows = await context.db.read(scopeOf(actor), (tx) => apiKeysOf(tx, organizationId));
  return rows.map(presentApiKey);
}

/** At once: the next request with the key is refused. @throws not_found */
export async function revokeApiKey(context: IdentityContext, actor: Actor, apiKeyId: string): Promise<void> {
  await context.db.transaction(scopeOf(actor), async (tx) => {
    const key = await findApiKey(tx, apiKeyId);
    if (!key) throw appError('not_found');
    if (key.revokedAt) return;
    await markApiKeyRevoked(tx, apiKeyId, context.clock.now());
    await context.audit(tx, actor, 'identity.api_key.revoked', {
      kind: 'api_key',
      id: apiKeyId,
      organizationId: key.organizationId,
    });
  });
}
