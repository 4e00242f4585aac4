import { z } from 'zod';
import { extension, id, instant, language } from '../common.ts';
import { operation } from '../operation.ts';
import { password, role, since, tokenParams, userParams } from './identity-fields.ts';
import { sessionView } from './session.ts';

export const invitationView = z.object({
  id,
  email: z.email(),
  name: z.string(),
  role,
  createdAt: instant,
  expiresAt: instant,
  acceptedAt: instant.nullable(),
  /** Shown to the inviter until mail is configured, so that the link can be handed over. */
  link: z.string().nullable(),
  mailed: z.boolean(),
});

export const createInvitation = operation({
  id: 'createInvitation',
  method: 'POST',
  path: '/api/v1/invitations',
  summary: 'Invite a person into the organization',
  access: { permission: 'identity.user:manage' },
  since,
  stability: 'stable',
  status: 201,
  body: z.object({
    email: z.email().max(254),
    name: z.string().min(1).max(120),
    role,
    extension: extension.optional(),
    language: language.optional(),
  }),
  reply: invitationView,
});

export const listInvitations = operation({
  id: 'listInvitations',
  method: 'GET',
  path: '/api/v1/invitations',
  summary: 'Open invitations',
  access: { permission: 'identity.user:manage' },
  since,
  stability: 'stable',
  status: 200,
  reply: z.object({ items: z.array(invitationView) }),
});

export const revokeInvitation = operation({
  id: 'revokeInvitation',
  method: 'DELETE',
  path: '/api/v1/invitations/:invitationId',
  summary: 'Take an invitation back',
  access: { permission: 'identity.user:manage' },
  since,
  stability: 'stable',
  status: 204,
  params: z.object({ invitationId: id }),
});

export const readInvitation = operation({
  id: 'readInvitation',
  method: 'GET',
  path: '/api/v1/invitation-links/:token',
  summary: 'What an invitation link is for',
  access: 'public',
  since,
  stability: 'stable',
  status: 200,
  params: tokenParams,
  reply: z.object({ organizationName: z.string(), name: z.string(), email: z.email(), language, expiresAt: instant }),
});

export const acceptInvitation = operation({
  id: 'acceptInvitation',
  method: 'POST',
  path: '/api/v1/invitation-links/:token',
  summary: 'Accept an invitation by choosing a password',
  access: 'public',
  since,
  stability: 'stable',
  status: 200,
  params: tokenParams,
  body: z.object({ name: z.string().min(1).max(120), password }),
  reply: sessionView,
});

export const createPasswordReset = operation({
  id: 'createPasswordReset',
  method: 'POST',
  path: '/api/v1/users/:userId/password-reset',
  summary: 'Let a member choose a new password through a one-time link (24 hours)',
  access: { permission: 'identity.user:manage' },
  since,
  stability: 'stable',
  status: 201,
  params: userParams,
  /** `link` is null once it was mailed. */
  reply: z.object({ link: z.string().nullable(), mailed: z.boolean(), expiresAt: instant }),
});

export const requestPasswordReset = operation({
  id: 'requestPasswordReset',
  method: 'POST',
  path: '/api/v1/password-resets',
  summary: 'Forgotten password: mail a link; the answer is the same for unknown addresses',
  access: 'public',
  since,
  stability: 'stable',
  status: 202,
  body: z.object({ email: z.email().max(254) }),
  reply: z.object({}),
});

export const acceptPasswordReset = operation({
  id: 'acceptPasswordReset',
  method: 'POST',
  path: '/api/v1/password-reset-links/:token',
  summary: 'Choose a new password; other sessions end',
  access: 'public',
  since,
  stability: 'stable',
  status: 200,
  params: tokenParams,
  body: z.object({ password }),
  reply: sessionView,
});
