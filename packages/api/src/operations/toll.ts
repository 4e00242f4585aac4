import { z } from 'zod';
import { id, instant } from '../common.ts';
import { operation } from '../operation.ts';

const since = '0.1';

/** Kinds of destinations by what they cost; the same words as `destinationClasses` of packages/telnum. */
export const tollClasses = ['national', 'mobile', 'eea', 'world', 'premium', 'satellite', 'short'] as const;

const limitOf = (max: number) => z.number().int().min(0).max(max).nullable();
const classLimit = z.object({
  allowed: z.boolean(),
  /** Null: no limit. */
  callsPerHour: limitOf(100_000),
  minutesPerDay: limitOf(10_000_000),
});
export const tollLimits = z.object({
  classes: z.object({
    national: classLimit,
    mobile: classLimit,
    eea: classLimit,
    world: classLimit,
    premium: classLimit,
    satellite: classLimit,
    short: classLimit,
  }),
  /** Calls at once to the world, premium, satellite and short numbers: of the organization, of each member. */
  parallelCalls: limitOf(10_000),
  parallelCallsPerUser: limitOf(1_000),
  /** So many calls to those within an hour at night or at the week-end tell the administrators. */
  alarmCalls: limitOf(10_000),
});
export type TollLimitsView = z.infer<typeof tollLimits>;

export const tollAlert = z.object({
  id,
  kind: z.enum(['limit_reached', 'out_of_hours']),
  destination: z.enum(tollClasses),
  reason: z.enum(['class_not_allowed', 'parallel', 'parallel_user', 'calls_per_hour', 'minutes_per_day']).nullable(),
  calls: z.number().int(),
  at: instant,
  /** Who called; null when they left. */
  userName: z.string().nullable(),
  organization: z.object({ id, name: z.string() }),
});
export type TollAlertView = z.infer<typeof tollAlert>;

const used = z.object({ callsLastHour: z.number().int(), minutesLastDay: z.number().int() });
export const getTollGuard = operation({
  id: 'getTollGuard',
  method: 'GET',
  path: '/api/v1/toll-guard',
  summary: 'Limits of calls to the outside, what was used of them, and alarms',
  access: { permission: 'telephony.trunk:read' },
  since,
  stability: 'beta',
  status: 200,
  reply: z.object({
    limits: tollLimits,
    /** Only classes that are counted. */
    used: z.partialRecord(z.enum(tollClasses), used),
    parallelCalls: z.number().int(),
    alerts: z.array(tollAlert),
  }),
});
export const setTollLimits = operation({
  id: 'setTollLimits',
  method: 'PUT',
  path: '/api/v1/toll-guard/limits',
  summary: 'Change the limits of calls to the outside; emergency calls are never limited',
  access: { permission: 'telephony.trunk:manage' },
  since,
  stability: 'beta',
  status: 200,
  body: tollLimits,
  reply: tollLimits,
});
export const listTollAlerts = operation({
  id: 'listTollAlerts',
  method: 'GET',
  path: '/api/v1/operator/toll-alerts',
  summary: 'Alarms of the toll fraud guards of every organization',
  access: 'staff',
  since,
  stability: 'beta',
  status: 200,
  reply: z.object({ items: z.array(tollAlert) }),
});
