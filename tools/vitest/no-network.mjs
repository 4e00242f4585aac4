// Preloaded into every test process (and inherited by its worker threads and forks): the network ends at this machine.
//
// A connection or a datagram to anything but loopback throws at once and is remembered; setup.ts then fails the test
// even when the code under test swallowed the error. Programs that a test starts (SIPp, Chromium) are not covered.
import dgram from 'node:dgram';
import net from 'node:net';

const attempts = (globalThis.carillonNetworkAttempts ??= []);

/** True for what stays on this machine: 127.0.0.0/8, ::1, the unspecified address and names for them. */
export function isLocal(host) {
  if (host === undefined || host === null || host === '') return true;
  const plain = String(host)
    .replace(/^\[|\]$/g, '')
    .replace(/^::ffff:/i, '');
  return /^(localhost|127(\.\d{1,3}){3}|0\.0\.0\.0|::1?)$/i.test(plain) || plain.endsWith('.localhost');
}

function refuse(what) {
  attempts.push(what);
  throw new Error(
    `Tests may not use the network: tried ${what}. Start a peer on 127.0.0.1, or pass a fake through a port.`,
  );
}

/** Socket.connect takes (options), (port, host), (path), or the same wrapped in an array by net.connect. */
function destination(args) {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof first === 'object' && first !== null) return { path: first.path, host: first.host, port: first.port };
  if (typeof first === 'string' && !/^\d+$/.test(first)) return { path: first };
  return { host: typeof second === 'string' ? second : undefined, port: first };
}

const connectSocket = net.Socket.prototype.connect;
net.Socket.prototype.connect = function connect(...args) {
  const { path, host, port } = destination(args);
  if (!path && !isLocal(host)) refuse(`tcp ${host}:${port}`);
  return connectSocket.apply(this, args);
};

const sendDatagram = dgram.Socket.prototype.send;
dgram.Socket.prototype.send = function send(...args) {
  const rest = args.slice(1).filter((arg) => typeof arg !== 'function');
  const host = rest.find((arg) => typeof arg === 'string' && Number.isNaN(Number(arg)));
  if (!isLocal(host)) refuse(`udp ${host}`);
  return sendDatagram.apply(this, args);
};

const connectDatagram = dgram.Socket.prototype.connect;
dgram.Socket.prototype.connect = function connect(port, ...rest) {
  const host = typeof rest[0] === 'string' ? rest[0] : undefined;
  if (!isLocal(host)) refuse(`udp ${host}:${port}`);
  return connectDatagram.call(this, port, ...rest);
};
