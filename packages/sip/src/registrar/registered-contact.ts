import { findParam, paramValue, withoutParam, type Params } from '../headers/params.ts';
import type { NameAddr } from '../name-addr.ts';
import { MAX_SECONDS, parseDecimal } from '../parse/decimal.ts';
import { isSameUri } from '../uri-compare.ts';
import { parseUri, type SipUri } from '../uri.ts';
import type { Binding } from './binding.ts';

/** One Contact of a REGISTER, read. */
export type RegisteredContact = {
  readonly address: NameAddr;
  readonly uri: SipUri;
  /** Seconds asked for; undefined when the contact does not say. */
  readonly seconds: number | undefined;
  readonly q: number;
  readonly instanceId?: string;
  readonly regId?: number;
  /** Without expires and q. */
  readonly params: Params;
};

/** Reads a Contact; undefined when it cannot be bound: only `sip:` and `sips:` contacts can be called back. */
export function readRegisteredContact(address: NameAddr): RegisteredContact | undefined {
  const uri = parseUri(address.uri);
  if (uri?.kind !== 'sip') return undefined;
  const { params } = address;
  return {
    address,
    uri,
    // A malformed value counts as absent (§20.19).
    seconds: parseDecimal(paramValue(params, 'expires') ?? '', MAX_SECONDS),
    q: readPreference(paramValue(params, 'q')),
    ...readInstance(params),
    params: withoutParam(withoutParam(params, 'expires'), 'q'),
  };
}

/** `qvalue` of RFC 3261 §25.1; anything else counts as 1, the value of a contact without q. */
function readPreference(value: string | undefined): number {
  return value !== undefined && /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(value) ? Number(value) : 1;
}

/** reg-id counts only beside an instance (RFC 5626 §6). */
function readInstance(params: Params): { instanceId?: string; regId?: number } {
  const written = findParam(params, '+sip.instance')?.value;
  const instanceId = written === undefined ? undefined : /^<([^<>\s]+)>$/.exec(written)?.[1];
  if (instanceId === undefined) return {};
  const regId = parseDecimal(paramValue(params, 'reg-id') ?? '', 0x7fff_ffff);
  return regId === undefined || regId === 0 ? { instanceId } : { instanceId, regId };
}

/**
 * True when a contact updates this binding: by instance and reg-id (RFC 5626 §6), otherwise by URI (RFC 3261 §10.3).
 * An instance that names no reg-id also replaces its own earlier binding: a phone that restarts comes back with another
 * port and would otherwise ring twice.
 */
export function isBindingOf(binding: Binding, contact: RegisteredContact): boolean {
  if (contact.instanceId !== undefined && binding.instanceId !== undefined) {
    return binding.instanceId === contact.instanceId && binding.regId === contact.regId;
  }
  const uri = parseUri(binding.uri);
  return uri !== undefined && isSameUri(uri, contact.uri);
}
