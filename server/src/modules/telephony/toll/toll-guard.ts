import type { DestinationClass } from '@carillon/telnum';
import type { Clock } from '#platform/clock';
import type { Logger } from '#platform/log';
import { createCache } from '../directory/cache.ts';
import { costlyLately, dayMs, decideToll, hourMs, isOutOfHours, type TollCall, type TollRefusal } from './decide.ts';
import { isCounted, type TollLimits } from './limits.ts';

export type TollAlertKind = 'limit_reached' | 'out_of_hours';
export type TollAlert = {
  readonly organizationId: string;
  readonly kind: TollAlertKind;
  readonly destination: DestinationClass;
  readonly reason: TollRefusal | null;
  readonly userId: string;
  readonly calls: number;
  readonly atMs: number;
};

/** What the guard knows of an organization when its first call comes. */
export type TollPast = { readonly limits: TollLimits; readonly timeZone: string; readonly calls: readonly TollCall[] };

export type TollAsk = {
  readonly organizationId: string;
  readonly userId: string;
  readonly callId: string;
  readonly destination: DestinationClass;
};

/**
 * Counts calls to the outside by organization and class, and refuses those over its limits. Asking takes the place at
 * once and nothing waits in between, so that any number of calls at the same time never exceed a limit. What was
 * before this process comes from the records.
 */
export interface TollGuard {
  /** Takes a place for the call until `ended`, or says why there is none. */
  reserve(ask: TollAsk): Promise<TollRefusal | null>;
  /** @param seconds talked to the outside */
  ended(organizationId: string, callId: string, seconds: number): void;
  /** Other limits hold from now on: what is counted is read again. */
  forget(organizationId: string): void;
  limits(organizationId: string): Promise<TollLimits>;
  /** What counts now, for the screen. */
  calls(organizationId: string): Promise<readonly TollCall[]>;
}

type Ledger = { readonly limits: TollLimits; readonly timeZone: string; calls: TollCall[] };

export type TollGuardDeps = {
  readonly clock: Clock;
  readonly log: Logger;
  readonly load: (organizationId: string) => Promise<TollPast>;
  readonly alert: (alert: TollAlert) => void;
};

/** Alarms of one kind for one organization come at most once an hour. */
const alertEveryMs = hourMs;

export function createTollGuard({ clock, log, load, alert }: TollGuardDeps): TollGuard {
  const running = new Map<string, TollCall[]>();
  const alerted = new Map<string, number>();
  const ledgers = createCache<Ledger>({
    clock,
    ttlMs: dayMs,
    max: 5_000,
    async load(organizationId) {
      const { limits, timeZone, calls } = await load(organizationId);
      const own = running.get(organizationId) ?? [];
      const known = new Set(own.map(({ callId }) => callId));
      return { limits, timeZone, calls: [...calls.filter(({ callId }) => !known.has(callId)), ...own] };
    },
  });

  const raise = (made: TollAlert): void => {
    const key = `${made.organizationId} ${made.kind} ${made.destination}`;
    if (made.atMs - (alerted.get(key) ?? -alertEveryMs) < alertEveryMs) return;
    if (alerted.size > 10_000) alerted.clear();
    alerted.set(key, made.atMs);
    const { organizationId, kind, destination, reason, calls } = made;
    log.warn({ organizationId, kind, destination, reason, calls }, 'toll fraud guard raised an alarm');
    alert(made);
  };

  const take = (ledger: Ledger, ask: TollAsk, nowMs: number): TollRefusal | null => {
    const { organizationId, userId, callId, destination } = ask;
    ledger.calls = ledger.calls.filter((call) => call.seconds === null || nowMs - call.startedAtMs < dayMs);
    const refusal = decideToll(ledger.limits, ledger.calls, { userId, destination, nowMs });
    const made = { organizationId, destination, userId, atMs: nowMs } as const;
    if (refusal !== null) {
      const calls = costlyLately(ledger.calls, nowMs);
      if (refusal !== 'class_not_allowed') raise({ ...made, kind: 'limit_reached', reason: refusal, calls });
      return refusal;
    }
    if (!isCounted(ledger.limits, destination)) return null;
    const call = { callId, userId, destination, startedAtMs: nowMs, seconds: null };
    ledger.calls.push(call);
    running.set(organizationId, [...(running.get(organizationId) ?? []), call]);
    const calls = costlyLately(ledger.calls, nowMs);
    const { alarmCalls } = ledger.limits;
    if (alarmCalls !== null && calls >= alarmCalls && isOutOfHours(nowMs, ledger.timeZone)) {
      raise({ ...made, kind: 'out_of_hours', reason: null, calls });
    }
    return null;
  };

  return {
    async reserve(ask) {
      const ledger = await ledgers.get(ask.organizationId);
      return take(ledger, ask, clock.nowMs());
    },
    ended(organizationId, callId, seconds) {
      const own = running.get(organizationId);
      if (own === undefined || !own.some((call) => call.callId === callId)) return;
      const left = own.filter((call) => call.callId !== callId);
      if (left.length === 0) running.delete(organizationId);
      else running.set(organizationId, left);
      const finish = (call: TollCall): TollCall =>
        call.callId === callId && call.seconds === null ? { ...call, seconds } : call;
      void ledgers.get(organizationId).then(
        (ledger) => (ledger.calls = ledger.calls.map(finish)),
        // It is read from the records again when the next call asks.
        () => undefined,
      );
    },
    forget: (organizationId) => ledgers.delete(organizationId),
    limits: async (organizationId) => (await ledgers.get(organizationId)).limits,
    calls: async (organizationId) => (await ledgers.get(organizationId)).calls,
  };
}
