/** All the ways in and out of one endpoint: sockets, connections and what they are called. */
import { isIPv6 } from 'node:net';
import type {
  ListenTcpOptions,
  ListenTlsOptions,
  ListenUdpOptions,
  ResolvedTarget,
  SipClock,
  SipEndpointOptions,
  SipLimits,
  WebSocketLike,
} from '../endpoint/types.ts';
import type { Flow, SipMessage, SipParseError, TransportKind } from '../message.ts';
import { parseMessage } from '../parse/parse-message.ts';
import { createStreamFramer } from '../parse/stream-framer.ts';
import { serializeMessage } from '../serialize.ts';
import { newTag } from '../transaction/ids.ts';
import type { TimerWheel } from '../transaction/timer-wheel.ts';
import { Connections } from './connections.ts';
import type { Drops } from './drops.ts';
import type { ByteStream, NetDriver, StreamListener, TlsServerMaterial } from './driver.ts';
import type { Listener } from './local-address.ts';
import { StreamConnection } from './stream-connection.ts';
import type { CloseCause, ConnectionEvents, Decoder, Pipe } from './stream-connection.ts';
import { answerStun, looksLikeStun } from './stun.ts';
import { UdpPort } from './udp-port.ts';
import { isLineEnds, webSocketDecoder, webSocketPipe } from './web-socket.ts';

export interface TransportEvents {
  onMessage(message: SipMessage, flow: Flow, wireBytes: number): void;
  onBadMessage(error: SipParseError, flow: Flow): void;
  onFlowClosed(flow: Flow, cause: CloseCause): void;
}

export type TransportsOptions = {
  readonly driver: NetDriver;
  readonly clock: SipClock;
  readonly wheel: TimerWheel;
  readonly limits: SipLimits;
  readonly drops: Drops;
  readonly events: TransportEvents;
  readonly hooks: Pick<SipEndpointOptions, 'admit' | 'trace' | 'tlsClient'>;
};

/** Called with what went wrong, at most once for a send; possibly after it returned. */
export type OnSendError = (detail: string) => void;

export type ConnectResult =
  | { readonly kind: 'flow'; readonly flow: Flow }
  | { readonly kind: 'failed'; readonly detail: string };

export class Transports {
  readonly listeners: Listener[] = [];
  readonly #options: TransportsOptions;
  readonly #udp: UdpPort[] = [];
  readonly #streamListeners: StreamListener[] = [];
  readonly #connections: Connections;
  readonly #connecting = new Map<string, Promise<ConnectResult>>();
  readonly #connectionEvents: ConnectionEvents;
  readonly #incoming = new WeakSet<StreamConnection>();
  #isClosed = false;

  constructor(options: TransportsOptions) {
    this.#options = options;
    this.#connections = new Connections(options.limits.connectionsPerSource);
    this.#connectionEvents = {
      admit: (flow) => this.#admit(flow),
      onMessage: (message, flow, bytes) => {
        // Chunks of a stream are not messages; what a trace shows is the message again.
        options.hooks.trace?.('in', flow, serializeMessage(message));
        options.events.onMessage(message, flow, bytes);
      },
      onBadMessage: (error, flow) => this.#onBad(error, flow),
      onKeepAlive: () => options.drops.add('keep_alive'),
      onClosed: (connection, cause) => this.#onClosed(connection, cause),
    };
  }

  get flowsLive(): number {
    return this.#connections.size;
  }

  async addUdp(options: ListenUdpOptions): Promise<{ port: number }> {
    const { address, port, reusePort = false } = options;
    let udp: UdpPort | null = null;
    const socket = await this.#options.driver.bindUdp({
      address,
      port,
      reusePort,
      onDatagram: (bytes, from, fromPort) => {
        if (udp !== null) this.#onDatagram(bytes, udp.flow(from, fromPort));
      },
    });
    udp = new UdpPort(socket);
    this.#udp.push(udp);
    this.listeners.push({ ...options, transport: 'udp', port: socket.port });
    return { port: socket.port };
  }

  addTcp(options: ListenTcpOptions): Promise<{ port: number }> {
    return this.#listen('tcp', options, null);
  }

  addTls({ cert, key, ...options }: ListenTlsOptions): Promise<{ port: number }> {
    return this.#listen('tls', options, { cert, key });
  }

  acceptWebSocket(socket: WebSocketLike): Flow {
    const transport: TransportKind = socket.secure === true ? 'wss' : 'ws';
    const { remoteAddress, remotePort, principal } = socket;
    const local = this.listeners[0];
    const flow: Flow = {
      id: `${transport}:${newTag()}`,
      transport,
      localAddress: local?.publicAddress ?? local?.address ?? '127.0.0.1',
      localPort: local?.port ?? 0,
      remoteAddress,
      remotePort,
      ...(principal === undefined ? {} : { principal }),
    };
    const decoder = webSocketDecoder(this.#options.limits.messageBytes);
    const connection = this.#open(flow, webSocketPipe(socket), decoder);
    socket.onMessage((data) => connection.receive(typeof data === 'string' ? Buffer.from(data) : data));
    socket.onClose(() => connection.close('closed'));
    return flow;
  }

  /** Sends over this flow. A closed connection is an error, not a reason to open another one. */
  send(flow: Flow, bytes: Uint8Array, onError: OnSendError): void {
    this.#options.hooks.trace?.('out', flow, bytes);
    if (flow.transport === 'udp') {
      const port = this.#udpFor(flow);
      if (port === undefined) return onError('no such socket');
      return port.socket.send(bytes, flow.remotePort, flow.remoteAddress, onError);
    }
    if (this.#connections.get(flow)?.send(bytes) !== true) onError('connection closed');
  }

  /** A flow to this address: a socket, an open connection, or a new one. */
  obtain(target: ResolvedTarget): ConnectResult | Promise<ConnectResult> {
    if (target.transport === 'udp') return this.#udpFlow(target);
    const open = this.#connections.to(target);
    if (open !== undefined) return { kind: 'flow', flow: open.flow };
    if (target.transport !== 'tcp' && target.transport !== 'tls') {
      return { kind: 'failed', detail: 'a WebSocket can only be reached over its own connection' };
    }
    const key = `${target.transport}|${target.address}|${target.port}`;
    const pending = this.#connecting.get(key);
    if (pending !== undefined) return pending;
    const connecting = this.#connect(target).finally(() => this.#connecting.delete(key));
    this.#connecting.set(key, connecting);
    return connecting;
  }

  /** The same remote host on another port, from the same socket. */
  udpFlowFrom(flow: Flow, remotePort: number): Flow | null {
    return this.#udpFor(flow)?.flow(flow.remoteAddress, remotePort) ?? null;
  }

  isOpen(flow: Flow): boolean {
    return flow.transport === 'udp' ? this.#udpFor(flow) !== undefined : this.#connections.get(flow) !== undefined;
  }

  findFlow(id: string): Flow | null {
    for (const port of this.#udp) {
      const flow = port.parseFlow(id);
      if (flow !== null) return flow;
    }
    return this.#connections.byId(id)?.flow ?? null;
  }

  close(): void {
    this.#isClosed = true;
    for (const port of this.#udp) port.socket.close();
    for (const listener of this.#streamListeners) listener.close();
    for (const connection of this.#connections.all()) connection.close('shutdown');
    this.#udp.length = 0;
    this.#streamListeners.length = 0;
  }

  #udpFor(flow: Flow): UdpPort | undefined {
    return this.#udp.find(({ socket }) => socket.port === flow.localPort && socket.address === flow.localAddress);
  }

  /** The first socket of the right family; loopback only talks to loopback. */
  #udpFlow({ address, port }: ResolvedTarget): ConnectResult {
    const ofFamily = this.#udp.filter(({ socket }) => isIPv6(socket.address) === isIPv6(address));
    const same = ofFamily.find(({ socket }) => isLoopback(socket.address) === isLoopback(address));
    const chosen = same ?? ofFamily[0];
    if (chosen === undefined) return { kind: 'failed', detail: 'no UDP socket of that address family' };
    return { kind: 'flow', flow: chosen.flow(address, port) };
  }

  async #listen(
    transport: 'tcp' | 'tls',
    options: ListenTcpOptions,
    tls: TlsServerMaterial | null,
  ): Promise<{ port: number }> {
    const listener = await this.#options.driver.listenStream({
      address: options.address,
      port: options.port,
      tls,
      handshakeMs: this.#options.limits.firstMessageMs,
      admit: (address) => this.#reserve(address),
      onStream: (stream) => this.#onStream(transport, stream, true),
      onAbandoned: (address) => this.#connections.release(address),
    });
    this.#streamListeners.push(listener);
    this.listeners.push({ ...options, transport, port: listener.port });
    return { port: listener.port };
  }

  #reserve(address: string): boolean {
    const isFree = !this.#isClosed && this.#connections.reserve(address);
    if (!isFree) this.#options.drops.add('too_many_connections');
    return isFree;
  }

  async #connect(target: ResolvedTarget): Promise<ConnectResult> {
    const { driver, limits, hooks } = this.#options;
    const { address, port, serverName } = target;
    const tls = target.transport === 'tls' ? { ...hooks.tlsClient, ...(serverName ? { serverName } : {}) } : null;
    try {
      const stream = await driver.connectStream({ address, port, tls, timeoutMs: limits.connectMs });
      if (!this.#isClosed) return { kind: 'flow', flow: this.#onStream(tls ? 'tls' : 'tcp', stream, false).flow };
      stream.close();
      return { kind: 'failed', detail: 'endpoint closed' };
    } catch (error) {
      return { kind: 'failed', detail: (error as NodeJS.ErrnoException).code ?? String(error) };
    }
  }

  #onStream(transport: 'tcp' | 'tls', stream: ByteStream, isIncoming: boolean): StreamConnection {
    const { localAddress, localPort, remoteAddress, remotePort } = stream;
    const flow: Flow = {
      id: `${transport}:${newTag()}`,
      transport,
      localAddress,
      localPort,
      remoteAddress,
      remotePort,
    };
    const decoder = createStreamFramer({ messageBytes: this.#options.limits.messageBytes });
    const connection = this.#open(flow, stream, decoder, isIncoming);
    stream.onData((chunk) => connection.receive(chunk));
    stream.onClose(() => connection.close('closed'));
    return connection;
  }

  #open(flow: Flow, pipe: Pipe, decoder: Decoder, isIncoming = false): StreamConnection {
    const { clock, wheel, limits } = this.#options;
    const events = this.#connectionEvents;
    const connection = new StreamConnection({
      flow,
      pipe,
      decoder,
      events,
      clock,
      wheel,
      limits,
      mustSpeakFirst: isIncoming,
    });
    if (isIncoming) this.#incoming.add(connection);
    this.#connections.add(connection);
    return connection;
  }

  #onDatagram(bytes: Uint8Array, flow: Flow): void {
    const { drops, events, hooks, limits } = this.#options;
    if (!this.#admit(flow)) return;
    if (bytes.length <= 4 && isLineEnds(bytes)) return drops.add('keep_alive');
    if (looksLikeStun(bytes)) return this.#onStun(bytes, flow);
    hooks.trace?.('in', flow, bytes);
    const message = parseMessage(bytes, { limits: { messageBytes: limits.messageBytes } });
    if (message.kind === 'parse_error') return this.#onBad(message, flow);
    events.onMessage(message, flow, bytes.length);
  }

  #onStun(bytes: Uint8Array, flow: Flow): void {
    const answer = answerStun(bytes, flow.remoteAddress, flow.remotePort);
    this.#options.drops.add(answer === null ? 'garbage' : 'keep_alive');
    const port = this.#udpFor(flow);
    if (answer !== null) port?.socket.send(answer, flow.remotePort, flow.remoteAddress, () => undefined);
  }

  #admit(flow: Flow): boolean {
    const { admit } = this.#options.hooks;
    if (admit === undefined) return true;
    if (admit({ address: flow.remoteAddress, port: flow.remotePort, transport: flow.transport })) return true;
    this.#options.drops.add('rate_limited');
    return false;
  }

  #onBad(error: SipParseError, flow: Flow): void {
    this.#options.drops.add(error.code === 'message_too_large' ? 'too_big' : 'garbage');
    this.#options.events.onBadMessage(error, flow);
  }

  #onClosed(connection: StreamConnection, cause: CloseCause): void {
    this.#connections.remove(connection);
    if (this.#incoming.delete(connection)) this.#connections.release(connection.flow.remoteAddress);
    this.#options.events.onFlowClosed(connection.flow, cause);
  }
}

const isLoopback = (address: string): boolean => address.startsWith('127.') || address === '::1';
