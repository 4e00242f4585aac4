import { identityOperations as operations } from '@carillon/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Http } from '#platform/http';
import { acceptInvitation, readInvitation } from '../actions/accept-invitation.ts';
import { createFirstStaff } from '../actions/first-staff.ts';
import { acceptPasswordReset, requestPasswordReset } from '../actions/password-reset.ts';
import {
  changePassword,
  endSession,
  listSessions,
  personOf,
  revokeSession,
  sessionView,
  updatePreferences,
} from '../actions/session.ts';
import { signIn, type Origin, type SignedIn } from '../actions/sign-in.ts';
import { requireTimeZone } from '../actions/time-zone.ts';
import type { IdentityContext } from '../context.ts';
import { clearedSessionCookie, readSessionCookie, sessionCookie } from '../session-cookie.ts';

const originOf = (request: FastifyRequest): Origin => ({
  ipAddress: request.ip,
  userAgent: request.headers['user-agent'] ?? null,
});

/** Signing in, by whichever door, and what a person does with their own sessions. */
export function sessionRoutes(context: IdentityContext, http: Http): void {
  const secure = context.config.publicUrl.startsWith('https:');
  const open = (reply: FastifyReply, session: SignedIn) => {
    reply.header('set-cookie', sessionCookie(session.token, secure));
    return sessionView(context, session.userId);
  };

  http.route(operations.signIn, async ({ body, request, reply }) =>
    open(reply, await signIn(context, body, originOf(request))),
  );
  http.route(operations.createFirstStaff, async ({ body, request, reply }) =>
    open(reply, await createFirstStaff(context, body, originOf(request))),
  );
  http.route(operations.acceptInvitation, async ({ params, body, request, reply }) =>
    open(reply, await acceptInvitation(context, { ...params, ...body }, originOf(request))),
  );
  http.route(operations.acceptPasswordReset, async ({ params, body, request, reply }) =>
    open(reply, await acceptPasswordReset(context, { ...params, ...body }, originOf(request))),
  );
  http.route(operations.readInvitation, ({ params }) => readInvitation(context, params.token));
  http.route(operations.requestPasswordReset, async ({ body, request }) => {
    await requestPasswordReset(context, body, originOf(request));
    return {};
  });

  http.route(operations.getSession, async ({ actor }) => sessionView(context, personOf(actor).userId));
  http.route(operations.signOut, async ({ request, reply }) => {
    const token = readSessionCookie(request.headers);
    if (token) await endSession(context, token);
    reply.header('set-cookie', clearedSessionCookie(secure));
  });
  http.route(operations.updatePreferences, async ({ actor, body }) => {
    if (body.timeZone !== undefined) requireTimeZone(body.timeZone);
    return updatePreferences(context, actor, body);
  });
  http.route(operations.changePassword, ({ actor, body, request }) =>
    changePassword(context, actor, { ...body, sessionToken: readSessionCookie(request.headers) }),
  );
  http.route(operations.listSessions, async ({ actor, request }) => ({
    items: await listSessions(context, actor, readSessionCookie(request.headers)),
  }));
  http.route(operations.revokeSession, ({ actor, params }) => revokeSession(context, actor, params.sessionId));
}
