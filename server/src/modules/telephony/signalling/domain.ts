import { networkInterfaces } from 'node:os';

/** The one SIP domain of the server: what telephones have in their settings. */
export type SipDomain = {
  /** Written into addresses. */
  readonly name: string;
  /** True for the domain, and for every address that is this machine. */
  isOurs(host: string): boolean;
};

export function createSipDomain(publicAddress: string, host: string): SipDomain {
  const own = new Set([publicAddress, host, 'localhost'].map((name) => name.toLowerCase()));
  for (const list of Object.values(networkInterfaces())) for (const entry of list ?? []) own.add(entry.address);
  const isLoopback = (name: string) => name.startsWith('127.') || name === '::1';
  return {
    name: publicAddress,
    isOurs: (name) => own.has(name.toLowerCase()) || isLoopback(name),
  };
}
