import { formatNameAddr } from '../name-addr.ts';
import type { Params } from '../headers/params.ts';
import type { Flow } from '../message.ts';
import type { PushTarget } from './push.ts';

/** One way to reach an address of record (RFC 3261 §10). Plain data: storage is the caller's. */
export type Binding = {
  /** Contact URI as the device wrote it: the Request-URI of calls to it. */
  readonly uri: string;
  readonly displayName?: string;
  /** Order of preference, 0 to 1 (§20.10). */
  readonly q: number;
  readonly callId: string;
  readonly cseq: number;
  /** Milliseconds since 1970. */
  readonly registeredAt: number;
  readonly expiresAt: number;
  /** `+sip.instance` without its brackets, e.g. `urn:uuid:…` (RFC 5626 §4.1). */
  readonly instanceId?: string;
  /** Tells flows of one instance apart (RFC 5626 §4.2); only with `instanceId`. */
  readonly regId?: number;
  /** Path values, to be used as Route set in order (RFC 3327). */
  readonly path: readonly string[];
  /** Where the REGISTER came from: what reaches a device behind NAT. */
  readonly flow?: Flow;
  readonly userAgent?: string;
  /** Wakes the device when its connection is gone (RFC 8599). */
  readonly push?: PushTarget;
  /** Contact parameters beyond expires and q, sent back as they came. */
  readonly params: Params;
};

/** Splits bindings by expiry at this time (milliseconds since 1970). */
export function splitExpired(
  bindings: readonly Binding[],
  nowMilliseconds: number,
): { live: Binding[]; expired: Binding[] } {
  const live: Binding[] = [];
  const expired: Binding[] = [];
  for (const binding of bindings) (binding.expiresAt > nowMilliseconds ? live : expired).push(binding);
  return { live, expired };
}

/** Live bindings in the order to try them: higher q first, then the latest registered (RFC 5626 §5.3 for flows). */
export function bindingsInOrder(bindings: readonly Binding[], nowMilliseconds: number): Binding[] {
  const { live } = splitExpired(bindings, nowMilliseconds);
  return live.sort((one, other) => other.q - one.q || other.registeredAt - one.registeredAt);
}

/**
 * One way for each device: of the flows that an instance keeps, only one may carry a request at a time, the latest first
 * (RFC 5626 5.3); the others follow when it fails. Bindings without instance are devices of their own.
 */
export function flowsByDevice(bindings: readonly Binding[]): (readonly Binding[])[] {
  const devices = new Map<string, Binding[]>();
  for (const binding of bindings) {
    const key = binding.instanceId ?? `uri ${binding.uri}`;
    devices.set(key, [...(devices.get(key) ?? []), binding]);
  }
  return [...devices.values()].map((flows) => flows.toSorted((one, other) => other.registeredAt - one.registeredAt));
}

/** The Contact value of a binding in a 200 to REGISTER (§10.3 step 8): with its remaining seconds. */
export function formatBinding(binding: Binding, nowMilliseconds: number): string {
  const { uri, displayName, q } = binding;
  const seconds = Math.max(0, Math.ceil((binding.expiresAt - nowMilliseconds) / 1000));
  const preference: Params = q === 1 ? [] : [{ name: 'q', value: String(q) }];
  const params = [...binding.params, ...preference, { name: 'expires', value: String(seconds) }];
  return formatNameAddr({ ...(displayName === undefined ? {} : { displayName }), uri, params });
}
