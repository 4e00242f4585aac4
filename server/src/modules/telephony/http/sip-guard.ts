import type { BodyOf, GuardIncident, QueryOf, ReplyOf, telephonyOperations } from '@carillon/api';
import type { Actor } from '#platform/actor';
import { operatorScope } from '#platform/db';
import { appError } from '#platform/errors';
import { newId } from '#platform/ids';
import type { TelephonyContext } from '../context.ts';
import { readSource } from '../signalling/guard/address.ts';
import type { Ban } from '../signalling/guard/bans.ts';
import { isGoingOn, type Incident } from '../signalling/guard/incident.ts';
import { insertBans, markLifted } from '../store/sip-bans.ts';

type Query = QueryOf<typeof telephonyOperations.getSipGuard>;
type Guarded = ReplyOf<typeof telephonyOperations.getSipGuard>;
type NewBan = BodyOf<typeof telephonyOperations.banSipSource>;

const maxItems = 500;
const longestBanMs = 366 * 24 * 3600_000;

export async function getSipGuard(context: TelephonyContext, query: Query): Promise<Guarded> {
  const { guard, config } = context;
  const nowMs = context.clock.nowMs();
  const bans = new Map(guard.bans().map((ban) => [ban.source, ban]));
  const all = [...guard.incidents.all()].map((incident) => present(incident, bans.get(incident.source), nowMs));
  const found = all.filter((item) => matches(item, query)).toSorted((one, other) => (one.since < other.since ? 1 : -1));
  return {
    counters: guard.counters(),
    trustedSources: [...config.trustedSources],
    items: found.slice(0, maxItems),
    total: found.length,
  };
}

function matches(item: GuardIncident, { kind, reason, search, past }: Query): boolean {
  if (kind !== undefined && item.kind !== kind) return false;
  if (reason !== undefined && item.reason !== reason) return false;
  if (!past && !item.inForce) return false;
  const text = search?.trim().toLowerCase() ?? '';
  return text === '' || [item.source, ...item.names].some((value) => value.toLowerCase().includes(text));
}

/** @throws invalid_request: no address, one that is never banned, or an end that is past or too far */
export async function banSipSource(context: TelephonyContext, actor: Actor, body: NewBan): Promise<GuardIncident> {
  const { guard, clock, db, identity } = context;
  const nowMs = clock.nowMs();
  const untilMs = Date.parse(body.until);
  const source = readSource(body.source);
  if (source === null) throw wrongField('source', 'invalid_format', 'must be an IPv4 or IPv6 address');
  if (guard.isTrustedSource(body.source.trim()))
    throw wrongField('source', 'not_allowed', 'is trusted by the settings, or a carrier’s, and never banned');
  if (untilMs <= nowMs || untilMs > nowMs + longestBanMs)
    throw wrongField('until', 'out_of_range', 'must be within a year from now');
  const { note } = body;
  const made = { id: newId(), source, reason: 'manual', sinceMs: nowMs, untilMs, strikes: 0, note } as const;
  const ban = guard.putBan({ ...made, bannedBy: actor.kind === 'staff' ? actor.name : null });
  try {
    await db.transaction(operatorScope, async (tx) => {
      await markLifted(tx, source, clock.now());
      await insertBans(tx, [ban]);
      await identity.audit(tx, actor, 'telephony.sip_source.banned', subject(ban), { note, until: body.until });
    });
  } catch (error) {
    guard.lift(source);
    throw error;
  }
  return present(ban.incident, ban, nowMs);
}

/** @throws not_found when it holds no more */
export async function liftSipBan(context: TelephonyContext, actor: Actor, banId: string): Promise<void> {
  const { guard, clock, db, identity, banKeeper } = context;
  const ban = guard.bans().find(({ id }) => id === banId);
  if (ban === undefined) throw appError('not_found');
  // A ban decided a moment ago may still be waiting to be written.
  await banKeeper.flush();
  await db.transaction(operatorScope, async (tx) => {
    await markLifted(tx, ban.source, clock.now());
    await identity.audit(tx, actor, 'telephony.sip_source.lifted', subject(ban), { reason: ban.reason });
  });
  guard.lift(ban.source);
}

const subject = (ban: Ban) => ({ kind: 'sip_source', id: ban.id });

function wrongField(path: string, code: string, message: string) {
  return appError('invalid_request', { fields: [{ path, code, message }] });
}

function present(incident: Incident, ban: Ban | undefined, nowMs: number): GuardIncident {
  const own = incident.kind === 'banned' && ban?.incident === incident ? ban : undefined;
  const at = (ms: number): string => new Date(ms).toISOString();
  return {
    kind: incident.kind,
    source: incident.source,
    reason: incident.reason,
    since: at(incident.sinceMs),
    until: incident.untilMs === null ? null : at(incident.untilMs),
    inForce: isGoingOn(incident, nowMs),
    refused: incident.refused,
    lastAt: at(incident.lastMs),
    names: [...incident.names],
    banId: own?.id ?? null,
    note: own?.note ?? null,
    bannedBy: own?.bannedBy ?? null,
  };
}
