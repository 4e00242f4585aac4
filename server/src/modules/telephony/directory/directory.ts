import type { Entitlement, EntitlementKey } from '@carillon/api';
import type { Clock } from '#platform/clock';
import { organizationScope } from '#platform/db';
import type {
  ContractNeighbour,
  IdentityNeighbour,
  Member,
  NumbersNeighbour,
  OrganizationFacts,
  OwnedNumber,
} from '../ports/neighbours.ts';
import { createCache } from './cache.ts';

export type CallerIds = { readonly allowed: readonly string[]; readonly selected: string | null };

/** What routing asks about people, numbers and rights, answered from memory on the path of a call. */
export interface Directory {
  member(userId: string): Promise<Member | null>;
  memberByExtension(organizationId: string, extension: string): Promise<Member | null>;
  organization(organizationId: string): Promise<OrganizationFacts | null>;
  number(e164: string): Promise<OwnedNumber | null>;
  callerIds(organizationId: string, userId: string): Promise<CallerIds>;
  granted(organizationId: string, key: EntitlementKey): Promise<Entitlement>;
  pausedUntil(userId: string): Promise<Temporal.Instant | null>;
  /** Something about people or numbers changed: ask again. */
  forgetAll(): void;
}

export type DirectoryDeps = {
  readonly clock: Clock;
  readonly identity: IdentityNeighbour;
  readonly numbers: NumbersNeighbour;
  readonly contract: ContractNeighbour;
};

/** Events clear the caches at once; the time limit covers what has no event, and other nodes. */
const ttlMs = 15_000;
const max = 20_000;

const split = (key: string): [string, string] => {
  const at = key.indexOf(' ');
  return [key.slice(0, at), key.slice(at + 1)];
};

export function createDirectory(deps: DirectoryDeps): Directory {
  const { clock, identity, numbers, contract } = deps;
  const cached = <V>(load: (key: string) => Promise<V>) => createCache<V>({ clock, ttlMs, max, load });
  const members = cached((userId) => identity.activeUser(userId));
  const extensions = cached((key) => {
    const [organizationId, extension] = split(key);
    return identity.userByExtension(organizationScope(organizationId), extension);
  });
  const organizations = cached((id) => identity.findOrganization(id));
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
    member: (userId) => members.get(userId),
    memberByExtension: (organizationId, extension) => extensions.get(`${organizationId} ${extension}`),
    organization: (id) => organizations.get(id),
    number: (e164) => owned.get(e164),
    callerIds: (organizationId, userId) => callerIds.get(`${organizationId} ${userId}`),
    granted: (organizationId, key) => rights.get(`${organizationId} ${key}`),
    pausedUntil: (userId) => pauses.get(userId),
    forgetAll() {
      for (const cache of [members, extensions, organizations, owned, callerIds, rights, pauses]) cache.clear();
    },
  };
}
