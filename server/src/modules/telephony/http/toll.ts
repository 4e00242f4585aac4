import type { BodyOf, ReplyOf, TollAlertView, telephonyOperations } from '@carillon/api';
import { organizationOf, scopeOf, type Actor } from '#platform/actor';
import { operatorScope, type Tx } from '#platform/db';
import type { TelephonyContext } from '../context.ts';
import { recentTollAlerts, saveTollLimits, type StoredAlert } from '../store/toll.ts';
import { hourMs, minutesOf } from '../toll/decide.ts';
import { costlyClasses, countedClasses } from '../toll/limits.ts';

type Guarded = ReplyOf<typeof telephonyOperations.getTollGuard>;
type Limits = BodyOf<typeof telephonyOperations.setTollLimits>;

const maxAlerts = 50;

/** @throws forbidden for staff, whose limits nobody sets */
export async function getTollGuard(context: TelephonyContext, actor: Actor): Promise<Guarded> {
  const { tollGuard, clock, db } = context;
  const organizationId = organizationOf(actor);
  const [limits, calls] = await Promise.all([tollGuard.limits(organizationId), tollGuard.calls(organizationId)]);
  const nowMs = clock.nowMs();
  const used = countedClasses(limits).map((destination) => {
    const own = calls.filter((call) => call.destination === destination);
    const callsLastHour = own.filter(({ startedAtMs }) => nowMs - startedAtMs < hourMs).length;
    return [destination, { callsLastHour, minutesLastDay: Math.ceil(minutesOf(own, nowMs)) }];
  });
  const going = calls.filter((call) => call.seconds === null && costlyClasses.includes(call.destination));
  const alerts = await db.read(scopeOf(actor), (tx) => present(context, tx));
  return { limits, used: Object.fromEntries(used), parallelCalls: going.length, alerts };
}

export async function setTollLimits(context: TelephonyContext, actor: Actor, limits: Limits): Promise<Limits> {
  const organizationId = organizationOf(actor);
  await context.db.transaction(scopeOf(actor), async (tx) => {
    await saveTollLimits(tx, organizationId, limits, context.clock.now().toString());
    const subject = { kind: 'toll_limits', id: organizationId };
    await context.identity.audit(tx, actor, 'telephony.toll_limits.changed', subject, { limits });
  });
  context.tollGuard.forget(organizationId);
  return limits;
}

export async function listTollAlerts(context: TelephonyContext): Promise<{ items: TollAlertView[] }> {
  return { items: await context.db.read(operatorScope, (tx) => present(context, tx)) };
}

async function present(context: TelephonyContext, tx: Tx): Promise<TollAlertView[]> {
  const alerts = await recentTollAlerts(tx, maxAlerts);
  const users = await context.identity.usersByIds(operatorScope, [...new Set(alerts.map(({ userId }) => userId))], tx);
  const names = new Map(users.map(({ id, name }) => [id, name]));
  return Promise.all(alerts.map((alert) => view(context, alert, names.get(alert.userId) ?? null)));
}

async function view(context: TelephonyContext, alert: StoredAlert, userName: string | null): Promise<TollAlertView> {
  const { id, kind, destination, reason, calls, organizationId, at } = alert;
  const organization = await context.directory.organization(organizationId);
  return {
    ...{ id, kind, destination, reason, calls, userName },
    at: at.toString({ smallestUnit: 'millisecond' }),
    organization: { id: organizationId, name: organization?.name ?? '' },
  };
}
