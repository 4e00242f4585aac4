import type { BodyOf, ServiceExtensionView, telephonyOperations } from '@carillon/api';
import { extensionProblem } from '@carillon/telnum';
import { organizationOf, scopeOf, type Actor } from '#platform/actor';
import type { Tx } from '#platform/db';
import { appError } from '#platform/errors';
import { newId } from '#platform/ids';
import type { TelephonyContext } from '../context.ts';
import type { Service } from '../services/service.ts';
import { allServices, findService, markServiceRemoved, saveService } from '../store/services.ts';

type Fields = BodyOf<typeof telephonyOperations.createServiceExtension>;

export async function listServices(
  context: TelephonyContext,
  actor: Actor,
): Promise<{ items: ServiceExtensionView[] }> {
  const rows = await context.db.read(scopeOf(actor), allServices);
  return { items: rows.map((service) => present(context, service)) };
}

/** @throws extension_taken, reserved_extension, invalid_request */
export async function createService(
  context: TelephonyContext,
  actor: Actor,
  body: Fields,
): Promise<ServiceExtensionView> {
  const organizationId = organizationOf(actor);
  const service: Service = { ...body, id: newId(), organizationId, createdAt: context.clock.now() };
  await context.db.transaction(scopeOf(actor), async (tx) => {
    await save(context, actor, tx, service);
    await context.identity.audit(tx, actor, 'telephony.service_extension.created', subject(service), named(service));
  });
  return done(context, service);
}

/** @throws not_found, extension_taken, reserved_extension, invalid_request */
export async function replaceService(
  context: TelephonyContext,
  actor: Actor,
  serviceId: string,
  body: Fields,
): Promise<ServiceExtensionView> {
  const service = await context.db.transaction(scopeOf(actor), async (tx) => {
    const { id, organizationId, createdAt } = await existing(tx, serviceId);
    const changed: Service = { ...body, id, organizationId, createdAt };
    await save(context, actor, tx, changed);
    await context.identity.audit(tx, actor, 'telephony.service_extension.changed', subject(changed), named(changed));
    return changed;
  });
  return done(context, service);
}

/** @throws not_found */
export async function removeService(context: TelephonyContext, actor: Actor, serviceId: string): Promise<void> {
  await context.db.transaction(scopeOf(actor), async (tx) => {
    const found = await existing(tx, serviceId);
    await markServiceRemoved(tx, serviceId, context.clock.now().toString());
    await context.identity.audit(tx, actor, 'telephony.service_extension.removed', subject(found), named(found));
  });
  context.directory.forgetServices(organizationOf(actor));
}

async function existing(tx: Tx, serviceId: string): Promise<Service> {
  const found = await findService(tx, serviceId);
  if (found === null) throw appError('not_found');
  return found;
}

/** Nobody's extension, and none that hides an emergency or short public number. */
async function save(context: TelephonyContext, actor: Actor, tx: Tx, service: Service): Promise<void> {
  const organization = await context.identity.findOrganization(service.organizationId, tx);
  const problem = extensionProblem(service.extension, organization?.country ?? 'FR');
  if (problem !== null) {
    const message = problem === 'format' ? 'Two to six digits' : 'An emergency or short public number';
    const fields = [{ path: 'extension', code: problem, message }];
    throw appError(problem === 'format' ? 'invalid_request' : 'reserved_extension', { fields });
  }
  const owner = await context.identity.userByExtension(scopeOf(actor), service.extension, tx);
  if (owner !== null || !(await saveService(tx, service))) throw appError('extension_taken');
}

function done(context: TelephonyContext, service: Service): ServiceExtensionView {
  context.directory.forgetServices(service.organizationId);
  return present(context, service);
}

function present(context: TelephonyContext, service: Service): ServiceExtensionView {
  const { organizationId: _organizationId, createdAt, ...fields } = service;
  const view = { ...fields, createdAt: createdAt.toString({ smallestUnit: 'millisecond' }) };
  if (view.kind === 'announcement') return view;
  return { ...view, partiesNow: context.rooms.partiesIn(view.id) };
}

const subject = ({ id, organizationId }: Service) => ({ kind: 'service_extension', id, organizationId });
const named = ({ name, extension, kind }: Service) => ({ name, extension, kind });
