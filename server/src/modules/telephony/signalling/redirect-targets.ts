import { paramValue, parseUri, readContacts, type SipResponse, type Uri } from '@carillon/sip';
import type { SipDomain } from './domain.ts';
import { readTrunkNumber } from './trunk-number.ts';
import type { Trunk } from './trunk.ts';

/** 305 and 380 point to proxies and services, not to people. */
const followed = new Set([300, 301, 302]);
const maxTargets = 5;

/**
 * What a 3xx asks to be called instead, as something that a member could dial: best first (RFC 3261 8.1.3.4). The host is
 * never called: a redirection leads to a person or a number, as we know them.
 */
export function redirectTargets(response: SipResponse, readTarget: (uri: Uri) => string | null): readonly string[] {
  const contacts = followed.has(response.status) ? readContacts(response) : null;
  if (contacts?.kind !== 'list') return [];
  return contacts.contacts
    .map(({ uri, params }) => ({ uri: parseUri(uri), q: Number(paramValue(params, 'q') ?? 1) }))
    .toSorted((one, other) => other.q - one.q)
    .flatMap(({ uri }) => (uri === undefined ? [] : (readTarget(uri) ?? [])))
    .slice(0, maxTargets);
}

/** A telephone names a colleague or feature in our domain, or a number that is one anywhere. */
export function phoneTarget(uri: Uri, domain: SipDomain): string | null {
  if (uri.kind === 'tel') return uri.number;
  if (uri.kind !== 'sip' || uri.user === undefined) return null;
  const isNumber = /^\+\d+$/.test(uri.user) || paramValue(uri.params, 'user')?.toLowerCase() === 'phone';
  return isNumber || domain.isOurs(uri.host) ? uri.user : null;
}

/** A carrier names numbers only, in its own format. */
export function trunkTarget(uri: Uri, format: Trunk['numberFormat']): string | null {
  const text = uri.kind === 'tel' ? uri.number : uri.kind === 'sip' ? (uri.user ?? '') : '';
  return readTrunkNumber(text, format);
}
