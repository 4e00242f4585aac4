/** The real network: node:dgram, node:net, node:tls. */
import { createSocket } from 'node:dgram';
import type { Socket as DgramSocket } from 'node:dgram';
import { connect as connectTcp, createServer, isIPv6 } from 'node:net';
import type { Server, Socket } from 'node:net';
import { TLSSocket, connect as connectTls, createSecureContext } from 'node:tls';
import type {
  BindUdpOptions,
  ByteStream,
  ConnectStreamOptions,
  ListenStreamOptions,
  NetDriver,
  StreamListener,
  UdpSocket,
} from './driver.ts';

/** Bursts of a few thousand packets must survive a garbage collection pause. */
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;

export const createNodeDriver = (): NetDriver => ({ bindUdp, listenStream, connectStream });

const bindUdp = (options: BindUdpOptions): Promise<UdpSocket> => {
  const socket = createSocket({
    type: isIPv6(options.address) ? 'udp6' : 'udp4',
    reusePort: options.reusePort,
    recvBufferSize: RECEIVE_BUFFER_BYTES,
    // Never reached with IP literals; makes a name fail instead of freezing on the resolver.
    lookup: (name, _options, callback) => callback(isLiteral(name) ? null : nameRefused(name), name, 4),
  });
  const { promise, resolve, reject } = Promise.withResolvers<UdpSocket>();
  socket.once('error', reject);
  socket.on('message', (bytes, from) => options.onDatagram(bytes, from.address, from.port));
  socket.bind({ address: options.address, port: options.port }, () => {
    socket.removeListener('error', reject);
    // Late errors (ICMP on some systems) concern one packet, not the socket.
    socket.on('error', () => undefined);
    resolve(udpSocket(socket));
  });
  return promise;
};

const isLiteral = (name: string): boolean => /^[\d.]+$/.test(name) || name.includes(':');

const nameRefused = (name: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`not an IP literal: ${name}`), { code: 'ENOTIP' });

const udpSocket = (socket: DgramSocket): UdpSocket => {
  const bound = socket.address();
  return {
    address: bound.address,
    port: bound.port,
    send: (bytes, port, address, onError) => {
      socket.send(bytes, port, address, (error) => {
        if (error !== null) onError(describe(error));
      });
    },
    close: () => socket.close(),
  };
};

const describe = (error: Error): string => (error as NodeJS.ErrnoException).code ?? error.message;

const listenStream = async (options: ListenStreamOptions): Promise<StreamListener> => {
  const secureContext = options.tls === null ? null : createSecureContext({ ...options.tls, minVersion: 'TLSv1.2' });
  const server = createServer({ noDelay: true, allowHalfOpen: false }, (socket) => {
    const remoteAddress = socket.remoteAddress ?? '';
    if (!options.admit(remoteAddress)) return void socket.destroy();
    if (secureContext === null) return options.onStream(byteStream(socket));
    const secure = new TLSSocket(socket, { isServer: true, secureContext });
    startHandshake(secure, remoteAddress, options);
  });
  await listening(server, options);
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    close: () => void server.close(),
  };
};

const listening = (server: Server, { address, port }: ListenStreamOptions): Promise<void> => {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen({ host: address, port }, () => {
    server.removeListener('error', reject);
    server.on('error', () => undefined);
    resolve();
  });
  return promise;
};

const startHandshake = (socket: TLSSocket, remoteAddress: string, options: ListenStreamOptions): void => {
  let isSecure = false;
  // From the connection on, whatever drips in meanwhile: an idle limit would be reset by every byte.
  const deadline = setTimeout(() => socket.destroy(), options.handshakeMs);
  // A peer could make us do the dear part of TLS 1.2 again and again.
  socket.disableRenegotiation();
  socket.on('error', () => socket.destroy());
  socket.once('close', () => {
    clearTimeout(deadline);
    if (!isSecure) options.onAbandoned(remoteAddress);
  });
  socket.once('secure', () => {
    isSecure = true;
    clearTimeout(deadline);
    options.onStream(byteStream(socket));
  });
};

const connectStream = (options: ConnectStreamOptions): Promise<ByteStream> => {
  const { promise, resolve, reject } = Promise.withResolvers<ByteStream>();
  const where = { host: options.address, port: options.port };
  const socket: Socket =
    options.tls === null
      ? connectTcp({ ...where, noDelay: true })
      : connectTls({
          ...where,
          ...options.tls,
          ...(options.tls.serverName ? { servername: options.tls.serverName } : {}),
        });
  socket.setTimeout(options.timeoutMs, () =>
    socket.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })),
  );
  socket.once('error', reject);
  socket.once(options.tls === null ? 'connect' : 'secureConnect', () => {
    socket.setTimeout(0);
    socket.removeListener('error', reject);
    resolve(byteStream(socket));
  });
  return promise;
};

const byteStream = (socket: Socket): ByteStream => {
  socket.on('error', () => socket.destroy());
  // Read now: they are gone once the socket is closed.
  const { localAddress = '', localPort = 0, remoteAddress = '', remotePort = 0 } = socket;
  return {
    localAddress,
    localPort,
    remoteAddress,
    remotePort,
    get backlogBytes() {
      return socket.writableLength;
    },
    write: (bytes) => void socket.write(bytes),
    onData: (callback) => void socket.on('data', callback),
    onClose: (callback) => void socket.once('close', callback),
    close: () => void socket.destroy(),
  };
};
