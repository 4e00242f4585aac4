import { operatorScope, sql } from '#platform/db';
import { newId } from '#platform/ids';
import type { TestApp } from '../app.ts';
import { makeUser, openSession } from '../factories/identity.ts';
import { makeNumber } from '../factories/numbers.ts';
import { request } from '../requests.ts';
import type { RowMaker } from './rows.ts';
import type { createModules } from '../../src/app.ts';

export type WholeApp = TestApp<ReturnType<typeof createModules>>;
export type Home = { readonly app: WholeApp; readonly rows: RowMaker; readonly organizationId: string };

/**
 * For each name of a path parameter: makes such a thing in the given organization and returns its id. A parameter that
 * is missing here fails the walk: a new operation brings its line.
 */
export const thingsByParam: Readonly<Record<string, (home: Home) => Promise<string>>> = {
  userId: async ({ app, organizationId }) => (await makeUser(app, { organizationId })).id,
  numberId: async ({ app, organizationId }) => (await makeNumber(app, { organizationId })).id,
  sessionId: async ({ app, organizationId }) => {
    const user = await makeUser(app, { organizationId });
    return app.db.transaction(operatorScope, async (tx) => {
      await openSession(tx, user.id, app.clock.now());
      const { rows } = await sql<{ id: string }>`select id from auth_sessions where user_id = ${user.id}`.execute(tx);
      return rows[0]!.id;
    });
  },
  invitationId: async ({ app, organizationId }) => {
    const admin = await makeUser(app, { organizationId, role: 'super_admin' });
    const body = { email: `${newId()}@example.fr`, name: 'Invitée', role: 'user' };
    return (await request(app, 'POST /api/v1/invitations', { cookie: admin.cookie, body })).body.id;
  },
  apiKeyId: async ({ app, organizationId }) => {
    const admin = await makeUser(app, { organizationId, role: 'super_admin' });
    const body = { name: 'Clé', permissions: ['identity.user:read'] };
    return (await request(app, 'POST /api/v1/api-keys', { cookie: admin.cookie, body })).body.key.id;
  },
  deviceId: ({ rows, organizationId }) =>
    rowOf(rows, 'devices', { organization_id: organizationId, kind: 'desk_phone', removed_at: null }),
  trunkId: ({ rows, organizationId }) =>
    rowOf(rows, 'trunks', {
      organization_id: organizationId,
      transport: 'udp',
      authentication: 'address',
      number_format: 'e164_plus',
      enabled: false,
    }),
  serviceExtensionId: ({ rows, organizationId }) =>
    rowOf(rows, 'service_extensions', { organization_id: organizationId, kind: 'conference', max_parties: 20 }),
  orderFormId: ({ rows, organizationId }) =>
    rowOf(rows, 'order_forms', { organization_id: organizationId, state: 'sent' }),
  /** Of everybody: the walk asks for one that is not there. */
  versionId: async () => newId(),
  /** Figures are named, and only staff change them. */
  key: async () => 'abuse.short_call_s',
  changeId: ({ rows, organizationId }) => rowOf(rows, 'policy_changes', { organization_id: organizationId }),
  banId: ({ rows }) => rowOf(rows, 'sip_bans', { source: '192.0.2.1', reason: 'scanner' }),
  callId: ({ rows, organizationId }) =>
    rowOf(rows, 'calls', {
      organization_id: organizationId,
      direction: 'internal',
      outcome: 'answered',
      hung_up_by: 'caller',
      trace: '[]',
    }),
};

async function rowOf(rows: RowMaker, table: string, given: Record<string, unknown>): Promise<string> {
  return String((await rows.insert(table, given))['id']);
}

/** Bodies that the contract accepts, for operations on a thing whose body is not optional. */
export const validBodies: Readonly<Record<string, unknown>> = {
  transferCall: { to: '101' },
  acceptTerms: { forOrganization: false },
  replaceServiceExtension: { kind: 'conference', extension: '850', name: 'Salle', maxParties: 20 },
};

/** Ids of another organization inside a body: the thing named must not be found. */
export const foreignBodies: readonly {
  readonly operation: string;
  readonly param: string;
  readonly body: (foreignId: string) => unknown;
}[] = [
  { operation: 'updateNumber', param: 'numberId', body: (id) => ({ assignedUserId: id }) },
  { operation: 'createDevice', param: '', body: (id) => ({ userId: id, name: 'Bureau' }) },
];
