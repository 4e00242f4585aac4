/** Where responses go: RFC 3261 18.2, RFC 3581. `maddr` is not followed: it would let a stranger aim our packets. */
import type { Via } from '../headers/via.ts';
import { withTopVia } from '../headers/via.ts';
import type { ResolvedTarget } from '../endpoint/types.ts';
import type { Flow, SipRequest } from '../message.ts';
import { defaultPort } from '../transport/resolver.ts';

/** Notes in the top Via where the request really came from. */
export const stampVia = (request: SipRequest, via: Via, flow: Flow): { request: SipRequest; via: Via } => {
  if (via.rport === undefined) {
    if (via.host === flow.remoteAddress && via.received === undefined) return { request, via };
    const stamped: Via = { ...via, received: flow.remoteAddress };
    return { request: withTopVia(request, stamped), via: stamped };
  }
  const stamped: Via = { ...via, received: flow.remoteAddress, rport: flow.remotePort };
  return { request: withTopVia(request, stamped), via: stamped };
};

/** For UDP: the source address, and the source port only when the client asked for it with rport. */
export const responsePort = (via: Via, flow: Flow): number =>
  flow.transport !== 'udp' || via.rport !== undefined ? flow.remotePort : (via.port ?? defaultPort('udp'));

/** When the connection of the request is gone: a new one to where the client listens. Null for WebSockets. */
export const fallbackTarget = (via: Via, flow: Flow): ResolvedTarget | null => {
  if (flow.transport !== 'tcp' && flow.transport !== 'tls') return null;
  return { transport: flow.transport, address: flow.remoteAddress, port: via.port ?? defaultPort(flow.transport) };
};
