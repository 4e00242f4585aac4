/** What a SUBSCRIBE asks for (RFC 6665 4.1.2, RFC 6446 5), read and held to the notifier's limits. */
import { paramValue } from '../headers/params.ts';
import { hasOption, readSeconds } from '../headers/scalars.ts';
import { readTokenWithParams } from '../headers/structured.ts';
import { headerValue, headerValues } from '../headers/values.ts';
import type { SipRequest } from '../message.ts';
import { parseDecimal } from '../parse/decimal.ts';
import type { RespondOptions } from '../endpoint/types.ts';

export type SubscribeRequest = {
  /** Event package, lower case. */
  readonly event: string;
  /** Tells several subscriptions of one dialog apart; sent back in each NOTIFY. */
  readonly id: string | null;
  /** Granted life; 0 fetches or unsubscribes. */
  readonly seconds: number;
  /** RFC 6446: at least so much time between two NOTIFYs of changes; 0 for none. */
  readonly minIntervalSeconds: number;
  /** Media types of Accept, lower case and without parameters; empty when it did not say. */
  readonly accept: readonly string[];
  /** RFC 4662: the subscriber understands lists. */
  readonly takesLists: boolean;
};

export type SubscribeLimits = {
  /** Shorter lives are refused with 423, unless 0. */
  readonly minSeconds: number;
  /** Longer lives are shortened. */
  readonly maxSeconds: number;
};

export type SubscribeVerdict =
  | { readonly kind: 'read'; readonly subscribe: SubscribeRequest }
  | { readonly kind: 'refused'; readonly status: number; readonly options: RespondOptions };

/** `events` are the packages that can be subscribed to; another one is 489 (RFC 6665 4.2.1.1), a short life 423. */
export const readSubscribe = (
  request: SipRequest,
  events: readonly string[],
  limits: SubscribeLimits,
): SubscribeVerdict => {
  const event = headerValues(request, 'Event').length === 1 ? readTokenWithParams(request, 'Event') : undefined;
  if (event === undefined && headerValue(request, 'Event') !== undefined) return refuse(400, 'Bad Event');
  const name = event?.token.toLowerCase();
  if (event === undefined || name === undefined || !events.includes(name)) return badEvent(events);
  const asked = readExpires(request, limits);
  if (asked === null) return refuse(400, 'Bad Expires');
  if (asked !== 0 && asked < limits.minSeconds) {
    const headers = [{ name: 'Min-Expires', value: `${limits.minSeconds}` }];
    return { kind: 'refused', status: 423, options: { headers } };
  }
  const seconds = Math.min(asked, limits.maxSeconds);
  return {
    kind: 'read',
    subscribe: {
      event: name,
      id: paramValue(event.params, 'id') ?? null,
      seconds,
      minIntervalSeconds: Math.min(readInterval(paramValue(event.params, 'min-interval')), seconds),
      accept: headerValues(request, 'Accept').map((value) => value.split(';', 1)[0]!.trim().toLowerCase()),
      takesLists: hasOption(request, 'Supported', 'eventlist') || hasOption(request, 'Require', 'eventlist'),
    },
  };
};

/** Without Expires the package's default counts; here that is the longest life that is granted. Null: malformed. */
const readExpires = (request: SipRequest, { maxSeconds }: SubscribeLimits): number | null => {
  const text = headerValue(request, 'Expires');
  if (text === undefined) return maxSeconds;
  if (!/^\d+$/.test(text)) return null;
  // Beyond 2^32-1 it is still "very long" (RFC 3261 20.19).
  return readSeconds(request, 'Expires') ?? maxSeconds;
};

const readInterval = (text: string | undefined): number => {
  const match = /^(\d{1,9})(\.\d+)?$/.exec(text ?? '');
  return match === null ? 0 : (parseDecimal(match[1]!, 999_999_999) ?? 0);
};

const refuse = (status: number, reason: string): SubscribeVerdict => ({ kind: 'refused', status, options: { reason } });

const badEvent = (events: readonly string[]): SubscribeVerdict => ({
  kind: 'refused',
  status: 489,
  options: { headers: [{ name: 'Allow-Events', value: events.join(', ') }] },
});

export const isSameSubscription = (one: SubscribeRequest, other: SubscribeRequest): boolean =>
  one.event === other.event && one.id === other.id;
