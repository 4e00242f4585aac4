import { readContacts } from '../headers/addresses.ts';
import { hasOption, readCSeq, readSeconds } from '../headers/scalars.ts';
import { headerLineValues, headerValue, headerValues } from '../headers/values.ts';
import type { Flow, SipHeader, SipRequest } from '../message.ts';
import { parseNameAddr } from '../name-addr.ts';
import { hasParam } from '../headers/params.ts';
import { parseSipUri } from '../uri.ts';
import { formatBinding, splitExpired, type Binding } from './binding.ts';
import { readPush, type PushTarget } from './push.ts';
import { isBindingOf, readRegisteredContact, type RegisteredContact } from './registered-contact.ts';

export type RegisterLimits = {
  /** Shorter lives are refused with 423, unless 0. */
  readonly minSeconds: number;
  /** Longer lives are shortened. */
  readonly maxSeconds: number;
  /** When the device does not say. */
  readonly defaultSeconds: number;
  /** Most bindings of one address of record; a further one takes the place of the oldest. */
  readonly bindings: number;
};

export const defaultRegisterLimits: RegisterLimits = {
  minSeconds: 60,
  maxSeconds: 7_200,
  defaultSeconds: 3_600,
  bindings: 10,
};

export type RegisterContext = {
  /** Milliseconds since 1970. */
  readonly nowMilliseconds: number;
  readonly limits?: Partial<RegisterLimits>;
  /** Where the request came from; kept with the bindings, without its principal. */
  readonly flow?: Flow;
  /** Push services that we can ask to wake a device, lower case; default: none, and push parameters mean nothing. */
  readonly pushProviders?: readonly string[];
};

export type RegisterResponse = {
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly SipHeader[];
};

/** What a REGISTER did. The bindings returned replace the stored ones, also when nothing but expiry changed them. */
export type RegisterOutcome = {
  readonly kind: 'updated' | 'queried' | 'rejected';
  readonly bindings: readonly Binding[];
  readonly added: readonly Binding[];
  readonly refreshed: readonly Binding[];
  /** Taken back by the device, or displaced by its newer ones; `expired` ran out before this request. */
  readonly removed: readonly Binding[];
  readonly expired: readonly Binding[];
  readonly response: RegisterResponse;
};

/** The request with all that its contacts share. */
type Registration = {
  readonly request: SipRequest;
  readonly context: RegisterContext;
  readonly limits: RegisterLimits;
  readonly callId: string;
  readonly cseq: number;
  readonly path: readonly string[];
};

type Change = { bindings: Binding[]; added: Binding[]; refreshed: Binding[]; removed: Binding[] };
type Refusal = { readonly kind: 'refused'; readonly response: RegisterResponse };

/**
 * Applies a REGISTER to the bindings of its address of record (RFC 3261 §10.3 steps 6-8, RFC 3327, RFC 5626 §6). Pure:
 * the caller has validated, authenticated and authorised the request, and loads and stores the bindings under a lock.
 * All contacts are applied or none.
 */
export function applyRegister(
  bindings: readonly Binding[],
  request: SipRequest,
  context: RegisterContext,
): RegisterOutcome {
  const { live, expired } = splitExpired(bindings, context.nowMilliseconds);
  const unchanged = { bindings: live, added: [], refreshed: [], removed: [], expired };
  const registration = readRegistration(request, context);
  const contacts = readContacts(request);
  if (registration === undefined || contacts.kind === 'malformed') {
    return { kind: 'rejected', ...unchanged, response: refuse(400, 'Bad Request').response };
  }
  if (contacts.kind === 'absent') {
    return { kind: 'queried', ...unchanged, response: accepted(live, registration) };
  }
  const change =
    contacts.kind === 'wildcard'
      ? removeAll(live, registration)
      : applyContacts(live, contacts.contacts.map(readRegisteredContact), registration);
  if ('kind' in change) return { kind: 'rejected', ...unchanged, response: change.response };
  return { kind: 'updated', ...change, expired, response: accepted(change.bindings, registration) };
}

function readRegistration(request: SipRequest, context: RegisterContext): Registration | undefined {
  const callId = headerValue(request, 'Call-ID');
  const cseq = readCSeq(request);
  const path = headerValues(request, 'Path');
  if (callId === undefined || cseq === undefined || !path.every(isRouteValue)) return undefined;
  const limits = { ...defaultRegisterLimits, ...context.limits };
  return { request, context, limits, callId, cseq: cseq.number, path };
}

function isRouteValue(value: string): boolean {
  return parseSipUri(parseNameAddr(value)?.uri ?? '') !== undefined;
}

/** §10.3 step 6: `*` only with Expires 0; each binding goes unless a newer request of the same Call-ID wrote it. */
function removeAll(live: Binding[], registration: Registration): Change | Refusal {
  if (readSeconds(registration.request, 'Expires') !== 0) return refuse(400, 'Bad Request - Expires is not 0');
  if (live.some((binding) => isOutOfOrder(binding, registration))) return outOfOrder();
  return { bindings: [], added: [], refreshed: [], removed: live };
}

function applyContacts(
  live: Binding[],
  contacts: readonly (RegisteredContact | undefined)[],
  registration: Registration,
): Change | Refusal {
  const change: Change = { bindings: [...live], added: [], refreshed: [], removed: [] };
  const readable = contacts.filter((contact) => contact !== undefined);
  if (readable.length < contacts.length) return refuse(400, 'Bad Request - Contact scheme');
  const refusal = refuseOutbound(readable, registration) ?? refusePush(readable, registration);
  if (refusal !== undefined) return refusal;
  for (const contact of readable) {
    const seconds = grantedSeconds(contact, registration);
    if (seconds === undefined) return tooBrief(registration.limits);
    const present = change.bindings.find((binding) => isBindingOf(binding, contact));
    if (present !== undefined && live.includes(present) && isOutOfOrder(present, registration)) return outOfOrder();
    place(change, present, seconds === 0 ? undefined : makeBinding(contact, seconds, registration));
  }
  if (change.added.length > registration.limits.bindings) return refuse(403, 'Too Many Contacts');
  displaceOldest(change, registration.limits.bindings);
  return change;
}

/** A telephone that restarts on new ports leaves dead bindings behind: the oldest make room for what it says now. */
function displaceOldest(change: Change, most: number): void {
  if (change.added.length === 0) return;
  const older = change.bindings.filter((binding) => !change.added.includes(binding));
  const excess = Math.max(0, change.bindings.length - most);
  const displaced = older.toSorted((a, b) => a.registeredAt - b.registeredAt).slice(0, excess);
  change.bindings = change.bindings.filter((binding) => !displaced.includes(binding));
  change.removed.push(...displaced);
}

/** Puts `next` in the place of `present`; without `next` the binding goes. */
function place(change: Change, present: Binding | undefined, next: Binding | undefined): void {
  if (present !== undefined) change.bindings = change.bindings.filter((binding) => binding !== present);
  if (next !== undefined) change.bindings.push(next);
  if (next === undefined) {
    if (present !== undefined) change.removed.push(present);
  } else (present === undefined ? change.added : change.refreshed).push(next);
}

/** Seconds granted; 0 takes the binding back; undefined is too brief (§10.3 step 7). */
function grantedSeconds(contact: RegisteredContact, { request, limits }: Registration): number | undefined {
  const asked = contact.seconds ?? readSeconds(request, 'Expires') ?? limits.defaultSeconds;
  if (asked !== 0 && asked < limits.minSeconds) return undefined;
  return Math.min(asked, limits.maxSeconds);
}

function isOutOfOrder(binding: Binding, { callId, cseq }: Registration): boolean {
  return binding.callId === callId && cseq <= binding.cseq;
}

function makeBinding(contact: RegisteredContact, seconds: number, registration: Registration): Binding {
  const { context, callId, cseq, path, request } = registration;
  const { address, q, params, instanceId, regId } = contact;
  const userAgent = headerValue(request, 'User-Agent');
  return {
    uri: address.uri,
    ...(address.displayName === undefined ? {} : { displayName: address.displayName }),
    q,
    callId,
    cseq,
    registeredAt: context.nowMilliseconds,
    expiresAt: context.nowMilliseconds + seconds * 1000,
    ...(instanceId === undefined ? {} : { instanceId }),
    ...(regId === undefined ? {} : { regId }),
    path,
    ...(context.flow === undefined ? {} : { flow: withoutPrincipal(context.flow) }),
    ...(userAgent === undefined ? {} : { userAgent }),
    ...pushOf(contact, registration),
    params,
  };
}

/** Who opened a WebSocket is not stored with a binding. */
function withoutPrincipal({ principal: _principal, ...flow }: Flow): Flow {
  return flow;
}

/**
 * RFC 5626 §6: one flow per request; behind other hops only when the first of them keeps flows (`ob` in its Path URI).
 */
function refuseOutbound(contacts: readonly RegisteredContact[], registration: Registration): Refusal | undefined {
  const flows = contacts.filter((contact) => contact.regId !== undefined && contact.seconds !== 0);
  if (flows.length > 1) return refuse(400, 'Bad Request - several reg-id');
  if (flows.length === 0 || !usesOutbound(registration)) return undefined;
  if (headerValues(registration.request, 'Via').length === 1) return undefined;
  // The hop nearest to the device wrote its Path value first, so it stands last.
  const nearest = parseSipUri(parseNameAddr(registration.path.at(-1) ?? '')?.uri ?? '');
  if (nearest !== undefined && hasParam(nearest.params, 'ob')) return undefined;
  return refuse(439, 'First Hop Lacks Outbound Support');
}

/** RFC 8599 5.3: 555 for a service that is not ours, before anything is bound. */
function refusePush(contacts: readonly RegisteredContact[], { context }: Registration): Refusal | undefined {
  const { pushProviders = [] } = context;
  if (pushProviders.length === 0) return undefined;
  for (const { uri } of contacts) {
    const wish = readPush(uri.params);
    if (wish.kind === 'malformed') return refuse(400, 'Bad Request - pn-prid is missing');
    if (wish.kind === 'push' && !pushProviders.includes(wish.target.provider)) {
      return refuse(555, 'Push Notification Service Not Supported');
    }
  }
  return undefined;
}

function pushOf({ uri }: RegisteredContact, { context }: Registration): { push?: PushTarget } {
  const wish = readPush(uri.params);
  return wish.kind === 'push' && context.pushProviders?.includes(wish.target.provider) ? { push: wish.target } : {};
}

/** Which services we know: the one that the device uses, or all when it asked (RFC 8599 4.1.2, 5.3.1). */
function featureCaps({ request, context }: Registration): SipHeader[] {
  const { pushProviders = [] } = context;
  const contacts = readContacts(request);
  const wishes =
    contacts.kind === 'list' ? contacts.contacts.map(({ uri }) => readPush(parseSipUri(uri)?.params ?? [])) : [];
  const named = wishes.flatMap((wish) => (wish.kind === 'push' ? [wish.target.provider] : []));
  const told = wishes.some(({ kind }) => kind === 'query')
    ? pushProviders
    : pushProviders.filter((own) => named.includes(own));
  return told.map((provider) => ({ name: 'Feature-Caps', value: `*;+sip.pns="${provider}"` }));
}

function usesOutbound({ request }: Registration): boolean {
  return hasOption(request, 'Supported', 'outbound');
}

/** 200 with all bindings, the Path as it came (RFC 3327 §5.3), and Require: outbound when flows are kept. */
function accepted(bindings: readonly Binding[], registration: Registration): RegisterResponse {
  const { request, context } = registration;
  const headers = bindings.map((binding) => ({
    name: 'Contact',
    value: formatBinding(binding, context.nowMilliseconds),
  }));
  for (const value of headerLineValues(request, 'Path')) headers.push({ name: 'Path', value });
  const hasFlow = bindings.some((binding) => binding.regId !== undefined && binding.callId === registration.callId);
  if (hasFlow && usesOutbound(registration)) headers.push({ name: 'Require', value: 'outbound' });
  headers.push(...featureCaps(registration));
  return { status: 200, reason: 'OK', headers };
}

function tooBrief({ minSeconds }: RegisterLimits): Refusal {
  return refuse(423, 'Interval Too Brief', [{ name: 'Min-Expires', value: String(minSeconds) }]);
}

function outOfOrder(): Refusal {
  return refuse(400, 'Bad Request - CSeq out of order');
}

function refuse(status: number, reason: string, headers: readonly SipHeader[] = []): Refusal {
  return { kind: 'refused', response: { status, reason, headers } };
}
