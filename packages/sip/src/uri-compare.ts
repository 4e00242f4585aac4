import { findParam, hasParam, type Params } from './headers/params.ts';
import { expandIpv6 } from './ip-address.ts';
import type { SipUri, TelUri, Uri, UriHeader } from './uri.ts';

/** Present in one URI only, these make two URIs different (RFC 3261 §19.1.4). */
const DISTINCTIVE = ['user', 'ttl', 'method', 'maddr', 'transport'];

/**
 * True when two URIs are equivalent (RFC 3261 §19.1.4, RFC 3966 §4). One liberty: an escaped reserved character equals
 * the bare one (`%2B33…` is `+33…`), because phones escape the plus sign.
 */
export function isSameUri(one: Uri, other: Uri): boolean {
  if (one.kind === 'sip') return other.kind === 'sip' && isSameSip(one, other);
  if (one.kind === 'tel') return other.kind === 'tel' && isSameTel(one, other);
  return other.kind === 'other' && one.text === other.text;
}

function isSameSip(one: SipUri, other: SipUri): boolean {
  return (
    one.scheme === other.scheme &&
    one.user === other.user &&
    one.password === other.password &&
    one.port === other.port &&
    isSameHost(one.host, other.host) &&
    haveSameParams(one.params, other.params) &&
    haveSameHeaders(one.headers, other.headers)
  );
}

/** Names compare without case, IPv6 addresses by value (RFC 5954 §4.2). */
export function isSameHost(one: string, other: string): boolean {
  if (one.toLowerCase() === other.toLowerCase()) return true;
  const groups = expandIpv6(one);
  const otherGroups = expandIpv6(other);
  if (groups === undefined || otherGroups === undefined) return false;
  return groups.every((group, index) => group === otherGroups[index]);
}

function haveSameParams(one: Params, other: Params): boolean {
  if (DISTINCTIVE.some((name) => hasParam(one, name) !== hasParam(other, name))) return false;
  return one.every((param) => {
    const match = findParam(other, param.name);
    return match === undefined || isSameText(param.value, match.value);
  });
}

function isSameText(one: string | undefined, other: string | undefined): boolean {
  return one?.toLowerCase() === other?.toLowerCase();
}

function haveSameHeaders(one: readonly UriHeader[], other: readonly UriHeader[]): boolean {
  if (one.length !== other.length) return false;
  return headerKeys(one) === headerKeys(other);
}

function headerKeys(headers: readonly UriHeader[]): string {
  const keys = headers.map(({ name, value }) => JSON.stringify([name.toLowerCase(), value]));
  return keys.sort().join();
}

function isSameTel(one: TelUri, other: TelUri): boolean {
  if (!isSameText(one.number, other.number) || one.params.length !== other.params.length) return false;
  return one.params.every((param) => {
    const match = findParam(other.params, param.name);
    return match !== undefined && isSameText(param.value, match.value);
  });
}
