import { z } from 'zod';
import { extension, id, instant, language, timeZone } from '../common.ts';
import { operation } from '../operation.ts';
import { permissions } from '../permissions.ts';
import { password, role, since, theme } from './identity-fields.ts';

export const sessionView = z.object({
  user: z.object({
    id,
    name: z.string(),
    email: z.email(),
    language,
    timeZone,
    theme,
    extension: extension.nullable(),
  }),
  /** Null for the operator's staff, who stand outside every organization. */
  organization: z.object({ id, name: z.string(), timeZone, country: z.string().length(2) }).nullable(),
  role: role.nullable(),
  staff: z.boolean(),
  permissions: z.array(z.object({ permission: z.enum(permissions), scope: z.enum(['own', 'team', 'organization']) })),
});

export type SessionView = z.infer<typeof sessionView>;

export const signIn = operation({
  id: 'signIn',
  method: 'POST',
  path: '/api/v1/session',
  summary: 'Sign in with e-mail and password',
  access: 'public',
  since,
  stability: 'stable',
  status: 200,
  body: z.object({ email: z.email().max(254), password: z.string().min(1).max(200) }),
  reply: sessionView,
});

export const getSession = operation({
  id: 'getSession',
  method: 'GET',
  path: '/api/v1/session',
  summary: 'Who is signed in',
  access: 'member',
  since,
  stability: 'stable',
  status: 200,
  reply: sessionView,
});

export const signOut = operation({
  id: 'signOut',
  method: 'DELETE',
  path: '/api/v1/session',
  summary: 'Sign out',
  access: 'member',
  since,
  stability: 'stable',
  status: 204,
});

export const updatePreferences = operation({
  id: 'updatePreferences',
  method: 'PATCH',
  path: '/api/v1/session/preferences',
  summary: 'Change own language, time zone or theme',
  access: 'member',
  since,
  stability: 'stable',
  status: 200,
  body: z.object({ name: z.string().min(1).max(120), language, timeZone, theme }).partial(),
  reply: sessionView,
});

export const changePassword = operation({
  id: 'changePassword',
  method: 'POST',
  path: '/api/v1/session/password',
  summary: 'Change own password; other sessions end',
  access: 'member',
  since,
  stability: 'stable',
  status: 204,
  body: z.object({ currentPassword: z.string().min(1).max(200), newPassword: password }),
});

export const sessionItem = z.object({
  id,
  createdAt: instant,
  lastSeenAt: instant,
  ipAddress: z.string().nullable(),
  userAgent: z.string().nullable(),
  current: z.boolean(),
});

export const listSessions = operation({
  id: 'listSessions',
  method: 'GET',
  path: '/api/v1/sessions',
  summary: 'Own sign-in sessions',
  access: 'member',
  since,
  stability: 'stable',
  status: 200,
  reply: z.object({ items: z.array(sessionItem) }),
});

export const revokeSession = operation({
  id: 'revokeSession',
  method: 'DELETE',
  path: '/api/v1/sessions/:sessionId',
  summary: 'End one of own sessions',
  access: 'member',
  since,
  stability: 'stable',
  status: 204,
  params: z.object({ sessionId: id }),
});

/** One-time link printed by the first start without demo data: creates the first staff account. */
export const createFirstStaff = operation({
  id: 'createFirstStaff',
  method: 'POST',
  path: '/api/v1/setup',
  summary: 'Create the first staff account with the one-time set-up token',
  access: 'public',
  since,
  stability: 'stable',
  status: 200,
  body: z.object({ token: z.string().min(20).max(200), name: z.string().min(1).max(120), email: z.email(), password }),
  reply: sessionView,
});
