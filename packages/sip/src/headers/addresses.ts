import { formatNameAddr, parseNameAddr, type NameAddr } from '../name-addr.ts';
import { paramValue, withParam } from './params.ts';
import { headerLineValues, headerValue, headerValues, type WithHeaders } from './values.ts';

/** Headers with one address, no list. */
export type AddressHeader = 'From' | 'To' | 'Reply-To' | 'Refer-To' | 'Referred-By';
/** Headers with a list of addresses. */
export type AddressListHeader =
  | 'Route'
  | 'Record-Route'
  | 'Path'
  | 'Service-Route'
  | 'P-Asserted-Identity'
  | 'P-Preferred-Identity'
  | 'P-Associated-URI'
  | 'Diversion'
  | 'History-Info'
  | 'Contact';

/** Reads an address header; undefined when absent or malformed. */
export function readAddress(message: WithHeaders, name: AddressHeader): NameAddr | undefined {
  const value = headerValue(message, name);
  return value === undefined ? undefined : parseNameAddr(value);
}

/** Reads an address list over all its lines, in order; undefined when one element is malformed, empty when absent. */
export function readAddresses(message: WithHeaders, name: AddressListHeader): NameAddr[] | undefined {
  const addresses = headerValues(message, name).map(parseNameAddr);
  return addresses.every((address) => address !== undefined) ? addresses : undefined;
}

/** Writes an address list as one header value. */
export function formatAddresses(addresses: readonly NameAddr[]): string {
  return addresses.map(formatNameAddr).join(', ');
}

/** The tag of From or To (RFC 3261 §19.3); undefined when there is none. */
export function readTag(message: WithHeaders, name: 'From' | 'To'): string | undefined {
  const address = readAddress(message, name);
  return address === undefined ? undefined : paramValue(address.params, 'tag');
}

/** A From or To value with this tag set. Throws when the value is malformed: validate requests first. */
export function withTag(value: string, tag: string): string {
  const address = parseNameAddr(value);
  if (address === undefined) throw new Error('SIP address to tag is malformed');
  return formatNameAddr({ ...address, params: withParam(address.params, 'tag', tag) });
}

/** What the Contact lines of a message say. */
export type Contacts =
  | { readonly kind: 'absent' }
  /** `*`: all bindings, only in a REGISTER with Expires 0 (RFC 3261 §10.2.2). */
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'list'; readonly contacts: readonly NameAddr[] }
  | { readonly kind: 'malformed' };

/** Reads Contact over all its lines. A `*` beside anything else is malformed. */
export function readContacts(message: WithHeaders): Contacts {
  const lines = headerLineValues(message, 'Contact');
  if (lines.length === 0) return { kind: 'absent' };
  const elements = headerValues(message, 'Contact');
  if (elements.includes('*')) return { kind: elements.length === 1 ? 'wildcard' : 'malformed' };
  const contacts = readAddresses(message, 'Contact');
  return contacts === undefined || contacts.length === 0 ? { kind: 'malformed' } : { kind: 'list', contacts };
}
