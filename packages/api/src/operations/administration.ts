import { z } from 'zod';
import { id, instant, page, pageQuery } from '../common.ts';
import { operation } from '../operation.ts';
import { permissions } from '../permissions.ts';
import { since } from './identity-fields.ts';

export const apiKeyView = z.object({
  id,
  name: z.string(),
  prefix: z.string(),
  permissions: z.array(z.enum(permissions)),
  createdAt: instant,
  expiresAt: instant.nullable(),
  lastUsedAt: instant.nullable(),
  revokedAt: instant.nullable(),
});

export const listApiKeys = operation({
  id: 'listApiKeys',
  method: 'GET',
  path: '/api/v1/api-keys',
  summary: 'API keys of the organization',
  access: { permission: 'identity.api_key:manage' },
  since,
  stability: 'stable',
  status: 200,
  reply: z.object({ items: z.array(apiKeyView) }),
});

export const createApiKey = operation({
  id: 'createApiKey',
  method: 'POST',
  path: '/api/v1/api-keys',
  summary: 'Make an API key; its secret is shown once',
  access: { permission: 'identity.api_key:manage' },
  since,
  stability: 'stable',
  status: 201,
  body: z.object({
    name: z.string().min(1).max(120),
    permissions: z.array(z.enum(permissions)).min(1),
    expiresAt: instant.optional(),
  }),
  reply: z.object({ key: apiKeyView, secret: z.string() }),
});

export const revokeApiKey = operation({
  id: 'revokeApiKey',
  method: 'DELETE',
  path: '/api/v1/api-keys/:apiKeyId',
  summary: 'Revoke an API key',
  access: { permission: 'identity.api_key:manage' },
  since,
  stability: 'stable',
  status: 204,
  params: z.object({ apiKeyId: id }),
});

export const auditEntryView = z.object({
  id,
  at: instant,
  actor: z.object({ kind: z.enum(['user', 'staff', 'api_key', 'system']), id: id.nullable(), name: z.string() }),
  action: z.string(),
  subject: z.object({ kind: z.string(), id: z.string() }).nullable(),
  details: z.record(z.string(), z.unknown()),
});

export const listAudit = operation({
  id: 'listAudit',
  method: 'GET',
  path: '/api/v1/audit',
  summary: 'Administrative acts, newest first',
  access: { permission: 'identity.audit:read' },
  since,
  stability: 'stable',
  status: 200,
  query: pageQuery,
  reply: page(auditEntryView),
});
