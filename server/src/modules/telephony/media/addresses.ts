import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Logger } from '#platform/log';

type AddressOptions = { readonly address: string; readonly publicAddress?: string; readonly log: Logger };

/** Where media sockets are bound. All of IPv6 would leave IPv4 peers out, hence all of IPv4 instead. */
export function mediaAddress(address: string): string {
  return address === '::' ? '0.0.0.0' : address;
}

/**
 * What the far sides are told: the public address, then the bound one, for people inside who can't reach the former.
 * A name is of no use here: browsers ignore candidates that need to be resolved.
 */
export function advertisedAddresses({ address, publicAddress, log }: AddressOptions): readonly string[] {
  const bound = mediaAddress(address);
  const own = bound === '0.0.0.0' ? (firstAddress() ?? '127.0.0.1') : bound;
  if (publicAddress === undefined || isIP(publicAddress) !== 0) return [...new Set([publicAddress ?? own, own])];
  log.warn({ publicAddress }, 'the public address is a name: media uses the bound address');
  return [own];
}

function firstAddress(): string | undefined {
  const all = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  return all.find((entry) => entry.family === 'IPv4' && !entry.internal)?.address;
}
