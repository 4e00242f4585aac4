import type { BodyOf, QueryOf, identityOperations } from '@carillon/api';
import { organizationOf, scopeOf, type Actor } from '#platform/actor';
import { operatorScope, type Tx } from '#platform/db';
import { appError } from '#platform/errors';
import { newId } from '#platform/ids';
import { publish } from '#platform/outbox';
import type { IdentityContext } from '../context.ts';
import { encodeCursor } from '../domain/cursor.ts';
import { presentOrganization } from '../present.ts';
import {
  findOrganizationRow,
  insertOrganization,
  pageOfOrganizations,
  updateOrganizationRow,
} from '../store/organizations.ts';
import type { OrganizationRow } from '../store/tables.ts';
import { deliver, inviteWithin } from './invitations.ts';
import { definedOnly } from './session.ts';
import { requireTimeZone } from './time-zone.ts';
import { nameCursor } from './users.ts';

async function require(tx: Tx, id: string): Promise<OrganizationRow> {
  const organization = await findOrganizationRow(tx, id);
  if (!organization) throw appError('not_found');
  return organization;
}

export function readOrganization(context: IdentityContext, actor: Actor) {
  const organizationId = organizationOf(actor);
  return context.db.read(scopeOf(actor), async (tx) => presentOrganization(await require(tx, organizationId)));
}

type OrganizationChange = BodyOf<typeof identityOperations.updateOrganization>;

export async function changeOrganization(context: IdentityContext, actor: Actor, change: OrganizationChange) {
  const organizationId = organizationOf(actor);
  if (change.timeZone !== undefined) requireTimeZone(change.timeZone);
  return context.db.transaction(scopeOf(actor), async (tx) => {
    const patch = definedOnly(change);
    await require(tx, organizationId);
    await updateOrganizationRow(tx, organizationId, patch);
    await context.audit(
      tx,
      actor,
      'identity.organization.changed',
      { kind: 'organization', id: organizationId },
      { after: patch },
    );
    return presentOrganization(await require(tx, organizationId));
  });
}

export type NewOrganization = Omit<OrganizationRow, 'id' | 'createdAt'>;

export async function createOrganizationWithin(
  context: IdentityContext,
  tx: Tx,
  actor: Actor,
  given: NewOrganization,
): Promise<OrganizationRow> {
  const organization = { ...given, country: given.country.toUpperCase(), id: newId(), createdAt: context.clock.now() };
  await insertOrganization(tx, organization);
  const { id } = organization;
  await context.audit(tx, actor, 'identity.organization.created', { kind: 'organization', id, organizationId: id });
  await publish(tx, 'identity.organization.created', id, { organizationId: id, at: organization.createdAt.toString() });
  return organization;
}

type OrganizationOrder = BodyOf<typeof identityOperations.createOrganization>;

/** Staff: a new organization and the invitation of its super-admin. */
export async function createOrganization(context: IdentityContext, actor: Actor, given: OrganizationOrder) {
  requireTimeZone(given.timeZone);
  const { name, country, timeZone, language } = given;
  const { organization, made } = await context.db.transaction(operatorScope, async (tx) => {
    const created = await createOrganizationWithin(context, tx, actor, { name, country, timeZone, language });
    const invitee = {
      email: given.adminEmail,
      name: given.adminName,
      role: 'super_admin',
      organizationId: created.id,
    } as const;
    return { organization: created, made: await inviteWithin(context, tx, actor, invitee) };
  });
  return { organization: presentOrganization(organization), invitation: await deliver(context, actor, made) };
}

/** @throws invalid_cursor */
export async function listOrganizationViews(
  context: IdentityContext,
  query: QueryOf<typeof identityOperations.listOrganizations>,
) {
  const after = query.cursor ? nameCursor(query.cursor) : null;
  return context.db.read(operatorScope, async (tx) => {
    const rows = await pageOfOrganizations(tx, { q: query.q, after, limit: query.limit });
    const page = rows.slice(0, query.limit);
    const counts = await context.ports().numbers.numberCounts(
      page.map((row) => row.id),
      tx,
    );
    const items = page.map((row) => ({
      ...presentOrganization(row),
      userCount: row.userCount,
      numberCount: counts.get(row.id) ?? 0,
    }));
    const last = rows.length > query.limit ? page.at(-1) : undefined;
    return { items, nextCursor: last ? encodeCursor([last.name.toLowerCase(), last.id]) : null };
  });
}
