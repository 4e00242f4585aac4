import { z } from 'zod';
import { e164, extension, id, instant, language, page, pageQuery, timeZone } from '../common.ts';
import { operation } from '../operation.ts';
import { permissions, roles } from '../permissions.ts';

const since = '0.1';
const role = z.enum(roles);
const password = z.string().min(10).max(200);
const theme = z.enum(['light', 'dark', 'auto']);

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
  organization: z.object({ id, name: z.string(), timeZone }).nullable(),
  role: role.nullable(),
  staff: z.boolean(),
  permissions: z.array(z.object({ permission: z.enum(permissions), scope: z.enum(['own', 'team', 'organization']) })),
});
export type SessionView = z.infer<typeof sessionView>;

export const signIn = operation({
  id: 'signIn', method: 'POST', path: '/api/v1/session', summary: 'Sign in with e-mail and password',
  access: 'public', since, stability: 'stable', status: 200,
  body: z.object({ email: z.email().max(254), password: z.string().min(1).max(200) }),
  reply: sessionView,
});
export const getSession = operation({
  id: 'getSession', method: 'GET', path: '/api/v1/session', summary: 'Who is signed in',
  access: 'member', since, stability: 'stable', status: 200, reply: sessionView,
});
export const signOut = operation({
  id: 'signOut', method: 'DELETE', path: '/api/v1/session', summary: 'Sign out',
  access: 'member', since, stability: 'stable', status: 204,
});
export const updatePreferences = operation({
  id: 'updatePreferences', method: 'PATCH', path: '/api/v1/session/preferences', summary: 'Change own language, time zone or theme',
  access: 'member', since, stability: 'stable', status: 200,
  body: z.object({ name: z.string().min(1).max(120), language, timeZone, theme }).partial(), reply: sessionView,
});
export const changePassword = operation({
  id: 'changePassword', method: 'POST', path: '/api/v1/session/password', summary: 'Change own password; other sessions end',
  access: 'member', since, stability: 'stable', status: 204,
  body: z.object({ currentPassword: z.string().min(1).max(200), newPassword: password }),
});

export const sessionItem = z.object({
  id, createdAt: instant, lastSeenAt: instant, ipAddress: z.string().nullable(), userAgent: z.string().nullable(), current: z.boolean(),
});
export const listSessions = operation({
  id: 'listSessions', method: 'GET', path: '/api/v1/sessions', summary: 'Own sign-in sessions',
  access: 'member', since, stability: 'stable', status: 200, reply: z.object({ items: z.array(sessionItem) }),
});
export const revokeSession = operation({
  id: 'revokeSession', method: 'DELETE', path: '/api/v1/sessions/:sessionId', summary: 'End one of own sessions',
  access: 'member', since, stability: 'stable', status: 204, params: z.object({ sessionId: id }),
});

/** One-time link printed by the first start without demo data: creates the first staff account. */
export const createFirstStaff = operation({
  id: 'createFirstStaff', method: 'POST', path: '/api/v1/setup', summary: 'Create the first staff account with the one-time set-up token',
  access: 'public', since, stability: 'stable', status: 200,
  body: z.object({ token: z.string().min(20).max(200), name: z.string().min(1).max(120), email: z.email(), password }), reply: sessionView,
});

export const organizationView = z.object({ id, name: z.string(), timeZone, language, country: z.string().length(2), createdAt: instant });
export const getOrganization = operation({
  id: 'getOrganization', method: 'GET', path: '/api/v1/organization', summary: 'The own organization',
  access: { permission: 'identity.organization:read' }, since, stability: 'stable', status: 200, reply: organizationView,
});
export const updateOrganization = operation({
  id: 'updateOrganization', method: 'PATCH', path: '/api/v1/organization', summary: 'Rename the organization, change its zone or language',
  access: { permission: 'identity.organization:manage' }, since, stability: 'stable', status: 200,
  body: z.object({ name: z.string().min(1).max(160), timeZone, language }).partial(), reply: organizationView,
});

export const userView = z.object({
  id, name: z.string(), email: z.email(), role, extension: extension.nullable(), language,
  state: z.enum(['active', 'invited', 'suspended']),
  numbers: z.array(z.object({ id, number: e164 })),
  callerId: e164.nullable(),
  createdAt: instant, lastSeenAt: instant.nullable(),
});
export type UserView = z.infer<typeof userView>;
export const listUsers = operation({
  id: 'listUsers', method: 'GET', path: '/api/v1/users', summary: 'Members of the organization',
  access: { permission: 'identity.user:read' }, since, stability: 'stable', status: 200,
  query: pageQuery.extend({ q: z.string().max(120).optional() }), reply: page(userView),
});
const userParams = z.object({ userId: id });
export const getUser = operation({
  id: 'getUser', method: 'GET', path: '/api/v1/users/:userId', summary: 'One member',
  access: { permission: 'identity.user:read' }, since, stability: 'stable', status: 200, params: userParams, reply: userView,
});
export const updateUser = operation({
  id: 'updateUser', method: 'PATCH', path: '/api/v1/users/:userId', summary: 'Change a member',
  access: { permission: 'identity.user:manage' }, since, stability: 'stable', status: 200, params: userParams,
  body: z.object({ name: z.string().min(1).max(120), role, extension: extension.nullable(), state: z.enum(['active', 'suspended']) }).partial(),
  reply: userView,
});
export const removeUser = operation({
  id: 'removeUser', method: 'DELETE', path: '/api/v1/users/:userId', summary: 'Remove a member; calls and records stay',
  access: { permission: 'identity.user:manage' }, since, stability: 'stable', status: 204, params: userParams,
});

export const compromiseReport = z.object({
  sessionsRevoked: z.number().int(), sipSecretsRotated: z.number().int(), apiKeysRevoked: z.number().int(),
  paidDestinationsPausedUntil: instant,
});
export const reportCompromise = operation({
  id: 'reportCompromise', method: 'POST', path: '/api/v1/users/:userId/compromise',
  summary: 'This account is compromised: end sessions, rotate SIP secrets, revoke keys, pause paid destinations (R-5.2-c)',
  access: 'member', since, stability: 'stable', status: 200, params: userParams, reply: compromiseReport,
});

export const invitationView = z.object({
  id, email: z.email(), name: z.string(), role, createdAt: instant, expiresAt: instant, acceptedAt: instant.nullable(),
  /** Shown to the inviter until mail is configured, so that the link can be handed over. */
  link: z.string().nullable(), mailed: z.boolean(),
});
export const createInvitation = operation({
  id: 'createInvitation', method: 'POST', path: '/api/v1/invitations', summary: 'Invite a person into the organization',
  access: { permission: 'identity.user:manage' }, since, stability: 'stable', status: 201,
  body: z.object({ email: z.email().max(254), name: z.string().min(1).max(120), role, extension: extension.optional(), language: language.optional() }),
  reply: invitationView,
});
export const listInvitations = operation({
  id: 'listInvitations', method: 'GET', path: '/api/v1/invitations', summary: 'Open invitations',
  access: { permission: 'identity.user:manage' }, since, stability: 'stable', status: 200, reply: z.object({ items: z.array(invitationView) }),
});
export const revokeInvitation = operation({
  id: 'revokeInvitation', method: 'DELETE', path: '/api/v1/invitations/:invitationId', summary: 'Take an invitation back',
  access: { permission: 'identity.user:manage' }, since, stability: 'stable', status: 204, params: z.object({ invitationId: id }),
});
const tokenParams = z.object({ token: z.string().min(20).max(200) });
export const readInvitation = operation({
  id: 'readInvitation', method: 'GET', path: '/api/v1/invitation-links/:token', summary: 'What an invitation link is for',
  access: 'public', since, stability: 'stable', status: 200, params: tokenParams,
  reply: z.object({ organizationName: z.string(), name: z.string(), email: z.email(), language, expiresAt: instant }),
});
export const acceptInvitation = operation({
  id: 'acceptInvitation', method: 'POST', path: '/api/v1/invitation-links/:token', summary: 'Accept an invitation by choosing a password',
  access: 'public', since, stability: 'stable', status: 200, params: tokenParams,
  body: z.object({ name: z.string().min(1).max(120), password }), reply: sessionView,
});

export const createPasswordReset = operation({
  id: 'createPasswordReset', method: 'POST', path: '/api/v1/users/:userId/password-reset',
  summary: 'Let a member choose a new password through a one-time link (24 hours)',
  access: { permission: 'identity.user:manage' }, since, stability: 'stable', status: 201, params: userParams,
  /** `link` is null once it was mailed. */
  reply: z.object({ link: z.string().nullable(), mailed: z.boolean(), expiresAt: instant }),
});
export const requestPasswordReset = operation({
  id: 'requestPasswordReset', method: 'POST', path: '/api/v1/password-resets',
  summary: 'Forgotten password: mail a link; the answer is the same for unknown addresses',
  access: 'public', since, stability: 'stable', status: 202, body: z.object({ email: z.email().max(254) }), reply: z.object({}),
});
export const acceptPasswordReset = operation({
  id: 'acceptPasswordReset', method: 'POST', path: '/api/v1/password-reset-links/:token', summary: 'Choose a new password; other sessions end',
  access: 'public', since, stability: 'stable', status: 200, params: tokenParams, body: z.object({ password }), reply: sessionView,
});

export const apiKeyView = z.object({
  id, name: z.string(), prefix: z.string(), permissions: z.array(z.enum(permissions)), createdAt: instant,
  expiresAt: instant.nullable(), lastUsedAt: instant.nullable(), revokedAt: instant.nullable(),
});
export const listApiKeys = operation({
  id: 'listApiKeys', method: 'GET', path: '/api/v1/api-keys', summary: 'API keys of the organization',
  access: { permission: 'identity.api_key:manage' }, since, stability: 'stable', status: 200, reply: z.object({ items: z.array(apiKeyView) }),
});
export const createApiKey = operation({
  id: 'createApiKey', method: 'POST', path: '/api/v1/api-keys', summary: 'Make an API key; its secret is shown once',
  access: { permission: 'identity.api_key:manage' }, since, stability: 'stable', status: 201,
  body: z.object({ name: z.string().min(1).max(120), permissions: z.array(z.enum(permissions)).min(1), expiresAt: instant.optional() }),
  reply: z.object({ key: apiKeyView, secret: z.string() }),
});
export const revokeApiKey = operation({
  id: 'revokeApiKey', method: 'DELETE', path: '/api/v1/api-keys/:apiKeyId', summary: 'Revoke an API key',
  access: { permission: 'identity.api_key:manage' }, since, stability: 'stable', status: 204, params: z.object({ apiKeyId: id }),
});

export const auditEntryView = z.object({
  id, at: instant, actor: z.object({ kind: z.enum(['user', 'staff', 'api_key', 'system']), id: id.nullable(), name: z.string() }),
  action: z.string(), subject: z.object({ kind: z.string(), id: z.string() }).nullable(), details: z.record(z.string(), z.unknown()),
});
export const listAudit = operation({
  id: 'listAudit', method: 'GET', path: '/api/v1/audit', summary: 'Administrative acts, newest first',
  access: { permission: 'identity.audit:read' }, since, stability: 'stable', status: 200, query: pageQuery, reply: page(auditEntryView),
});

export const operatorOrganizationView = organizationView.extend({ userCount: z.number().int(), numberCount: z.number().int() });
export const listOrganizations = operation({
  id: 'listOrganizations', method: 'GET', path: '/api/v1/operator/organizations', summary: 'Every organization (staff)',
  access: 'staff', since, stability: 'stable', status: 200, query: pageQuery.extend({ q: z.string().max(120).optional() }), reply: page(operatorOrganizationView),
});
export const createOrganization = operation({
  id: 'createOrganization', method: 'POST', path: '/api/v1/operator/organizations', summary: 'Create an organization and invite its super-admin (staff)',
  access: 'staff', since, stability: 'stable', status: 201,
  body: z.object({ name: z.string().min(1).max(160), country: z.string().length(2), timeZone, language, adminName: z.string().min(1).max(120), adminEmail: z.email() }),
  reply: z.object({ organization: organizationView, invitation: invitationView }),
});
