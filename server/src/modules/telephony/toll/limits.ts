import { destinationClasses, type DestinationClass } from '@carillon/telnum';

/** What one class of destination may be used for; null: no limit. */
export type ClassLimit = {
  readonly allowed: boolean;
  readonly callsPerHour: number | null;
  readonly minutesPerDay: number | null;
};

/**
 * What an organization may spend on calls to the outside, in calls and minutes: prices come with rating. Emergency
 * calls are never looked at.
 */
export type TollLimits = {
  readonly classes: Readonly<Record<DestinationClass, ClassLimit>>;
  /** Calls at once to the classes that fraud lives on (`costlyClasses`): of the organization, and of each member. */
  readonly parallelCalls: number | null;
  readonly parallelCallsPerUser: number | null;
  /** So many calls to those classes within an hour of a night or week-end raise the alarm; null: never. */
  readonly alarmCalls: number | null;
};

const free: ClassLimit = { allowed: true, callsPerHour: null, minutesPerDay: null };

/** Where a stolen password makes money: far away, premium, satellite and short numbers. */
export const costlyClasses: readonly DestinationClass[] = ['world', 'premium', 'satellite', 'short'];

/** Until an organization chooses otherwise: premium and satellite are off, the rest of the world is bounded. */
export const defaultTollLimits: TollLimits = {
  classes: {
    national: free,
    mobile: free,
    eea: free,
    world: { allowed: true, callsPerHour: 60, minutesPerDay: 600 },
    premium: { allowed: false, callsPerHour: 5, minutesPerDay: 30 },
    satellite: { allowed: false, callsPerHour: 5, minutesPerDay: 30 },
    short: { allowed: true, callsPerHour: 60, minutesPerDay: 240 },
  },
  parallelCalls: 10,
  parallelCallsPerUser: 3,
  alarmCalls: 5,
};

/** True when anything that happened before matters for this class. */
export function isCounted(limits: TollLimits, destination: DestinationClass): boolean {
  const { callsPerHour, minutesPerDay } = limits.classes[destination];
  return callsPerHour !== null || minutesPerDay !== null || costlyClasses.includes(destination);
}

/** The classes whose past must be known. */
export const countedClasses = (limits: TollLimits): DestinationClass[] =>
  destinationClasses.filter((destination) => isCounted(limits, destination));
