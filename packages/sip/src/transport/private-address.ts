/** Addresses that mean something only on their own network. */
import { isIP } from 'node:net';
import type { Flow } from '../message.ts';
import { parseUri } from '../uri.ts';

/** RFC 1918, RFC 6598, loopback, link-local, IPv6 unique local. */
export const isPrivateAddress = (address: string): boolean =>
  /^(10\.|127\.|169\.254\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/.test(
    address,
  ) || /^(::1$|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:)/i.test(address);

/**
 * The peer wrote a Contact of its inside network though we hear it on a public address: NAT without help. Only the way
 * that its packets take leads back.
 */
export const isHiddenContact = (contactUri: string, flow: Flow): boolean => {
  const uri = parseUri(contactUri);
  if (uri?.kind !== 'sip' || isIP(uri.host) === 0) return false;
  return isPrivateAddress(uri.host) && !isPrivateAddress(flow.remoteAddress);
};
