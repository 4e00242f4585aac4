import type { Entitlement, EntitlementKey } from '@carillon/api';
import type { Clock } from '#platform/clock';
import { organizationScope, type Database } from '#platform/db';
import type {
  ContractNeighbour,
  IdentityNeighbour,
  Member,
  NumbersNeighbour,
  OrganizationFacts,
  OwnedNumber,
} from '../ports/neighbours.ts';
import type { Service } from '../services/service.ts';
import { allServices } from '../store/services.ts';
import { createCache } from './cache.ts';

export type CallerIds = { readonly allowed: readonly string[]; readonly selected: string | null };

/** What routing asks about people, numbers and rights, answered from memory on the path of a call. */
export interface Directory {
  /** The member when active. */
  member(organizationId: string, userId: string): Promise<Member | null>;
  memberByExtension(organizationId: string, extension: string): Promise<Member | null>;
  /** The conference room or message at this extension. */
  service(organizationId: string, extension: string): Promise<Service | null>;
  /** Every active member. */
  members(organizationId: string): Promise<Member[]>;
  organization(organizationId: string): Promise<OrganizationFacts | null>;
  number(e164: string): Promise<OwnedNumber | null>;
  callerIds(organizationId: string, userId: string): Promise<CallerIds>;
  granted(organizationId: string, key: EntitlementKey): Promise<Entitlement>;
  pausedUntil(userId: string): Promise<Temporal.Instant | null>;
  /** Something about people or numbers changed: ask again. */
  forgetAll(): void;
  /** Its members changed. */
  forgetOrganization(organizationId: string): void;
  /** Its conference rooms or messages changed. */
  forgetServices(organizationId: string): void;
}

export type DirectoryDeps = {
  readonly db: Pick<Database, 'read'>;
  readonly clock: Clock;
  readonly identity: IdentityNeighbour;
  readonly numbers: NumbersNeighbour;
  readonly contract: ContractNeighbour;
};

/** Events clear the caches at once; the time limit covers what has no event, and other nodes. */
const ttlMs = 15_000;
const max = 20_000;
/** Every change of a member has its event; this is for changes made by other processes. */
const membersTtlMs = 120_000;

type Members = { readonly byId: ReadonlyMap<string, Member>; readonly byExtension: ReadonlyMap<string, Member> };

async function loadMembers(identity: DirectoryDeps['identity'], organizationId: string): Promise<Members> {
  const all = await identity.listUsers(organizationScope(organizationId));
  const active = all.filter((member) => member.state === 'active');
  const withExtension = active.filter((member) => member.extension !== null);
  return {
    byId: new Map(active.map((member) => [member.id, member])),
    byExtension: new Map(withExtension.map((member) => [member.extension!, member])),
  };
}

const split = (key: string): [string, string] => {
  const at = key.indexOf(' ');
  return [key.slice(0, at), key.slice(at + 1)];
};

export function createDirectory(deps: DirectoryDeps): Directory {
  const { clock, identity, numbers, contract } = deps;
  const cached = <V>(load: (key: string) => Promise<V>) => createCache<V>({ clock, ttlMs, max, load });
  // Whole organizations: one query instead of one for each caller, and an extension is found beside its member.
  const members = createCache({ clock, ttlMs: membersTtlMs, max: 1_000, load: (id) => loadMembers(identity, id) });
  const organizations = cached((id) => identity.findOrganization(id));
  const services = cached(async (organizationId) => {
    const all = await deps.db.read(organizationScope(organizationId), allServices);
    return new Map(all.map((service) => [service.extension, service]));
  });
  const owned = cached((e164) => numbers.findByE164(e164));
  const callerIds = cached(async (key): Promise<CallerIds> => {
    const [organizationId, userId] = split(key);
    const scope = organizationScope(organizationId);
    const allowed = await numbers.allowedCallerIds(scope, userId);
    return { allowed: allowed.map((entry) => entry.number), selected: await numbers.selectedCallerId(scope, userId) };
  });
  const rights = cached((key) => {
    const [organizationId, right] = split(key);
    return contract.granted(organizationScope(organizationId), right as EntitlementKey);
  });
  const pauses = cached((userId) => identity.paidDestinationsPausedUntil(userId));
  return {
    member: async (organizationId, userId) => (await members.get(organizationId)).byId.get(userId) ?? null,
    memberByExtension: async (organizationId, extension) =>
      (await members.get(organizationId)).byExtension.get(extension) ?? null,
    service: async (organizationId, extension) => (await services.get(organizationId)).get(extension) ?? null,
    members: async (organizationId) => [...(await members.get(organizationId)).byId.values()],
    organization: (id) => organizations.get(id),
    number: (e164) => owned.get(e164),
    callerIds: (organizationId, userId) => callerIds.get(`${organizationId} ${userId}`),
    granted: (organizationId, key) => rights.get(`${organizationId} ${key}`),
    pausedUntil: (userId) => pauses.get(userId),
    forgetAll() {
      for (const cache of [members, services, organizations, owned, callerIds, rights, pauses]) cache.clear();
    },
    forgetOrganization(organizationId) {
      members.delete(organizationId);
      organizations.delete(organizationId);
      pauses.clear();
    },
    forgetServices: (organizationId) => services.delete(organizationId),
  };
}
