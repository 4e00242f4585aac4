/** What we call ourselves: the sent-by of Via and the host of Contact for each flow. */
import { formatHostPort } from '../host-port.ts';
import type { Flow, TransportKind } from '../message.ts';

export type Listener = {
  readonly transport: TransportKind;
  readonly address: string;
  readonly port: number;
  readonly publicAddress?: string;
  readonly publicPort?: number;
};

/**
 * For UDP the socket of the flow; for TCP and TLS the listening socket, because a response whose connection broke comes
 * back to it (RFC 3261 18.2.2); for WebSocket whatever we listen on, since only the connection can be used.
 */
export const sentBy = (flow: Flow, listeners: readonly Listener[]): string => {
  const listener = listeners.find((candidate) => isOwn(candidate, flow)) ?? listeners.find(isLike(flow));
  if (listener === undefined) return formatHostPort({ host: flow.localAddress, port: flow.localPort });
  const host = listener.publicAddress ?? (isAny(listener.address) ? flow.localAddress : listener.address);
  return formatHostPort({ host: host || '127.0.0.1', port: listener.publicPort ?? listener.port });
};

const isOwn = (listener: Listener, flow: Flow): boolean =>
  listener.transport === flow.transport && listener.port === flow.localPort && isAt(listener, flow.localAddress);

const isAt = (listener: Listener, address: string): boolean => listener.address === address || isAny(listener.address);

/** A connection that we opened: the listener of the same kind. A WebSocket: any. */
const isLike =
  (flow: Flow) =>
  (listener: Listener): boolean =>
    listener.transport === flow.transport || flow.transport === 'ws' || flow.transport === 'wss';

const isAny = (address: string): boolean => address === '0.0.0.0' || address === '::';

/** RFC 3261 20.42 and RFC 7118 5.2. */
export const viaTransport = (transport: TransportKind): string => transport.toUpperCase();

/** `sip:host:port;transport=…`, which is where in-dialog requests of the peer come to. */
export const contactUri = (user: string, host: string, transport: TransportKind): string => {
  const address = user === '' ? host : `${user}@${host}`;
  if (transport === 'udp') return `sip:${address}`;
  return `sip:${address};transport=${transport === 'wss' ? 'ws' : transport}`;
};
