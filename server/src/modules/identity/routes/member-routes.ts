import { identityOperations as operations } from '@carillon/api';
import type { Http } from '#platform/http';
import { createApiKey, listApiKeys, revokeApiKey } from '../actions/api-keys.ts';
import { reportCompromise } from '../actions/compromise.ts';
import { invite, listInvitations, revokeInvitation } from '../actions/invitations.ts';
import { listAudit } from '../actions/list-audit.ts';
import {
  changeOrganization,
  createOrganization,
  listOrganizationViews,
  readOrganization,
} from '../actions/organizations.ts';
import { createPasswordReset } from '../actions/password-reset.ts';
import { changeUser, listUserViews, readUser, removeMember } from '../actions/users.ts';
import type { IdentityContext } from '../context.ts';

/** Administration: the organization, its members, invitations, keys and audit log; organizations for staff. */
export function memberRoutes(context: IdentityContext, http: Http): void {
  http.route(operations.getOrganization, ({ actor }) => readOrganization(context, actor));
  http.route(operations.updateOrganization, ({ actor, body }) => changeOrganization(context, actor, body));
  http.route(operations.listUsers, ({ actor, query }) => listUserViews(context, actor, query));
  http.route(operations.getUser, ({ actor, params }) => readUser(context, actor, params.userId));
  http.route(operations.updateUser, ({ actor, params, body }) => changeUser(context, actor, params.userId, body));
  http.route(operations.removeUser, ({ actor, params }) => removeMember(context, actor, params.userId));
  http.route(operations.reportCompromise, ({ actor, params }) => reportCompromise(context, actor, params.userId));
  http.route(operations.createPasswordReset, ({ actor, params }) => createPasswordReset(context, actor, params.userId));

  http.route(operations.createInvitation, ({ actor, body }) => invite(context, actor, body));
  http.route(operations.listInvitations, async ({ actor }) => ({ items: await listInvitations(context, actor) }));
  http.route(operations.revokeInvitation, ({ actor, params }) => revokeInvitation(context, actor, params.invitationId));

  http.route(operations.listApiKeys, async ({ actor }) => ({ items: await listApiKeys(context, actor) }));
  http.route(operations.createApiKey, ({ actor, body }) => createApiKey(context, actor, body));
  http.route(operations.revokeApiKey, ({ actor, params }) => revokeApiKey(context, actor, params.apiKeyId));

  http.route(operations.listAudit, ({ actor, query }) => listAudit(context, actor, query));
  http.route(operations.listOrganizations, ({ query }) => listOrganizationViews(context, query));
  http.route(operations.createOrganization, ({ actor, body }) => createOrganization(context, actor, body));
}
