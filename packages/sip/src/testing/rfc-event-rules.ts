/** Rules of RFC 6665 and 6446 over a trace. Those about order leave `refer` out: RFC 3515 lets its NOTIFYs overtake. */
import { paramValue } from '../headers/params.ts';
import { readSeconds } from '../headers/scalars.ts';
import { readTokenWithParams } from '../headers/structured.ts';
import { headerValue, headerValues } from '../headers/values.ts';
import type { SipMessage } from '../message.ts';
import { TRANSACTION_MS } from '../transaction/timers.ts';
import { broken, forRequests, forResponses, isRequest, isResponse } from './rfc-trace.ts';
import type { Rule, Seen, SeenRequest } from './rfc-trace.ts';

const eventOf = (message: SipMessage): string => {
  const event = readTokenWithParams(message, 'Event');
  return `${event?.token.toLowerCase()};${paramValue(event?.params ?? [], 'id') ?? ''}`;
};
const isRefer = (message: SipMessage): boolean => eventOf(message).startsWith('refer;');
const stateOf = (message: SipMessage): string | undefined =>
  readTokenWithParams(message, 'Subscription-State')?.token.toLowerCase();
const isSuccess = ({ message }: Seen): boolean =>
  message.kind === 'response' && message.status >= 200 && message.status < 300;

/** The dialog as its notifier names it: Call-ID, its tag, the subscriber's. */
const notifierSide = ({ message, envelope: { callId, fromTag, toTag, cseq } }: Seen): string => {
  const isNotify = cseq.method === 'NOTIFY';
  return message.kind === 'request' && isNotify ? `${callId} ${fromTag} ${toTag}` : `${callId} ${toTag} ${fromTag}`;
};

const notifies = (trace: readonly Seen[]): SeenRequest[] =>
  trace.filter(isRequest).filter(({ message }) => message.method === 'NOTIFY' && !isRefer(message));

/** 4.2.1.2: a NOTIFY follows every accepted SUBSCRIBE. */
const subscribeIsFollowed: Rule = (trace) =>
  trace.flatMap((seen, index) => {
    if (!isSuccess(seen) || seen.envelope.cseq.method !== 'SUBSCRIBE') return [];
    const side = notifierSide(seen);
    // One on its way when the SUBSCRIBE came is followed by the next, hence the time.
    const isFollowed = notifies(trace.slice(index)).some((notify) => notifierSide(notify) === side);
    const isRepeated = trace.slice(0, index).some((one) => one.text === seen.text);
    return isFollowed || isRepeated ? [] : broken(seen, 'RFC 6665 4.2.1.2 no NOTIFY follows');
  });

/** 4.2.2 and the house: the next NOTIFY of a dialog waits for the answer to the one before, or for its time to be over. */
const oneAtATime: Rule = (trace) => {
  const last = new Map<string, Seen>();
  const answered = new Set<string>();
  return trace.flatMap((seen) => {
    const { branch, cseq } = seen.envelope;
    if (cseq.method !== 'NOTIFY') return [];
    if (isResponse(seen)) {
      answered.add(branch);
      return [];
    }
    const before = last.get(notifierSide(seen));
    if (isRefer(seen.message) || before?.envelope.branch === branch) return [];
    last.set(notifierSide(seen), seen);
    const isFree = before === undefined || answered.has(before.envelope.branch);
    const isLate = isFree || seen.packet.atMs - before.packet.atMs >= TRANSACTION_MS;
    return isLate ? [] : broken(seen, 'RFC 6665 4.2.2 two NOTIFYs on their way');
  });
};

/** 4.1.3: `terminated` is the last word. */
const terminatedIsLast: Rule = (trace) => {
  const over = new Map<string, string>();
  return notifies(trace).flatMap((seen) => {
    const key = `${notifierSide(seen)} ${eventOf(seen.message)}`;
    const last = over.get(key);
    if (last !== undefined && last !== seen.envelope.branch) return broken(seen, 'RFC 6665 4.1.3 NOTIFY after the end');
    if (stateOf(seen.message) === 'terminated') over.set(key, seen.envelope.branch);
    return [];
  });
};

/** 8.2.1: package and id are those of the SUBSCRIBE; `refer` is asked for by a REFER, without one (RFC 3515 2.4.4). */
const sameEvent: Rule = (trace) => {
  const asked = new Map<string, Set<string>>();
  return trace.filter(isRequest).flatMap((seen) => {
    const { message, envelope } = seen;
    if (message.method === 'SUBSCRIBE') {
      const key = `${envelope.callId} ${envelope.fromTag}`;
      asked.set(key, (asked.get(key) ?? new Set()).add(eventOf(message)));
    }
    const events = asked.get(`${envelope.callId} ${envelope.toTag}`);
    if (message.method !== 'NOTIFY' || isRefer(message)) return [];
    if (events === undefined || events.has(eventOf(message))) return [];
    return broken(seen, 'RFC 6665 8.2.1 Event differs from SUBSCRIBE');
  });
};

export const eventRules: readonly Rule[] = [
  subscribeIsFollowed,
  oneAtATime,
  terminatedIsLast,
  sameEvent,
  forRequests('RFC 6665 8.2.3 Subscription-State unknown', ({ message }) => {
    const state = stateOf(message);
    return message.method === 'NOTIFY' && state !== undefined && !['active', 'pending', 'terminated'].includes(state);
  }),
  forRequests('RFC 6665 4.2.2 NOTIFY without Contact', ({ message }) => {
    return message.method === 'NOTIFY' && !isRefer(message) && headerValues(message, 'Contact').length !== 1;
  }),
  forResponses('RFC 6665 4.2.1.1 longer than asked', (response, { message }) => {
    if (message.method !== 'SUBSCRIBE' || !isSuccess(response)) return false;
    return (readSeconds(response.message, 'Expires') ?? 0) > (readSeconds(message, 'Expires') ?? Infinity);
  }),
  forResponses(
    'RFC 6665 4.2.1.2 2xx without Contact',
    (response, { message }) =>
      message.method === 'SUBSCRIBE' && isSuccess(response) && headerValues(response.message, 'Contact').length !== 1,
  ),
  forResponses(
    'RFC 6665 7.2 489 without Allow-Events',
    ({ message }) => message.status === 489 && headerValue(message, 'Allow-Events') === undefined,
  ),
  forResponses(
    'RFC 3903 6 PUBLISH answered without SIP-ETag',
    (response, { message }) =>
      message.method === 'PUBLISH' &&
      isSuccess(response) &&
      !(headerValue(response.message, 'SIP-ETag') && headerValue(response.message, 'Expires')),
  ),
];
