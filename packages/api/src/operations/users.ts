import { z } from 'zod';
import { e164, extension, id, instant, language, page, pageQuery } from '../common.ts';
import { operation } from '../operation.ts';
import { role, since, userParams } from './identity-fields.ts';

export const userView = z.object({
  id,
  name: z.string(),
  email: z.email(),
  role,
  extension: extension.nullable(),
  language,
  state: z.enum(['active', 'invited', 'suspended']),
  numbers: z.array(z.object({ id, number: e164 })),
  callerId: e164.nullable(),
  createdAt: instant,
  lastSeenAt: instant.nullable(),
});

export type UserView = z.infer<typeof userView>;

export const listUsers = operation({
  id: 'listUsers',
  method: 'GET',
  path: '/api/v1/users',
  summary: 'Members of the organization',
  access: { permission: 'identity.user:read' },
  since,
  stability: 'stable',
  status: 200,
  query: pageQuery.extend({ q: z.string().max(120).optional() }),
  reply: page(userView),
});

export const getUser = operation({
  id: 'getUser',
  method: 'GET',
  path: '/api/v1/users/:userId',
  summary: 'One member',
  access: { permission: 'identity.user:read' },
  since,
  stability: 'stable',
  status: 200,
  params: userParams,
  reply: userView,
});

export const updateUser = operation({
  id: 'updateUser',
  method: 'PATCH',
  path: '/api/v1/users/:userId',
  summary: 'Change a member',
  access: { permission: 'identity.user:manage' },
  since,
  stability: 'stable',
  status: 200,
  params: userParams,
  body: z
    .object({
      name: z.string().min(1).max(120),
      role,
      extension: extension.nullable(),
      state: z.enum(['active', 'suspended']),
    })
    .partial(),
  reply: userView,
});

export const removeUser = operation({
  id: 'removeUser',
  method: 'DELETE',
  path: '/api/v1/users/:userId',
  summary: 'Remove a member; calls and records stay',
  access: { permission: 'identity.user:manage' },
  since,
  stability: 'stable',
  status: 204,
  params: userParams,
});

export const compromiseReport = z.object({
  sessionsRevoked: z.number().int(),
  sipSecretsRotated: z.number().int(),
  apiKeysRevoked: z.number().int(),
  paidDestinationsPausedUntil: instant,
});

export const reportCompromise = operation({
  id: 'reportCompromise',
  method: 'POST',
  path: '/api/v1/users/:userId/compromise',
  summary:
    'This account is compromised: end sessions, rotate SIP secrets, revoke keys, pause paid destinations (R-5.2-c)',
  access: 'member',
  since,
  stability: 'stable',
  status: 200,
  params: userParams,
  reply: compromiseReport,
});
