import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';

export type UdpImpairment = {
  /** Parts of a hundred that are lost, and that come twice, each way. */
  readonly lostPercent: number;
  readonly repeatedPercent: number;
  /** The same seed loses the same packets. */
  readonly seed: number;
};

/** A bad stretch of network between one telephone and the server; each side sees the relay as the other. */
export interface ImpairedRelay {
  /** What the telephone sends to. */
  readonly frontPort: number;
  /** What the server answers to, and what the telephone should put into its Contact. */
  readonly backPort: number;
  readonly counts: { passed: number; lost: number; repeated: number };
  close(): void;
}

export async function openImpairedRelay(
  server: { readonly host: string; readonly port: number },
  impairment: UdpImpairment,
): Promise<ImpairedRelay> {
  const [front, back] = [await bind(), await bind()];
  const random = seededRandom(impairment.seed);
  const counts = { passed: 0, lost: 0, repeated: 0 };
  let telephone: RemoteInfo | null = null;

  const carry = (send: () => void): void => {
    const chance = random() * 100;
    if (chance < impairment.lostPercent) return void (counts.lost += 1);
    counts.passed += 1;
    send();
    if (chance < impairment.lostPercent + impairment.repeatedPercent) {
      counts.repeated += 1;
      send();
    }
  };
  front.on('message', (bytes, from) => {
    telephone = from;
    carry(() => back.send(bytes, server.port, server.host));
  });
  back.on('message', (bytes) => {
    const to = telephone;
    if (to !== null) carry(() => front.send(bytes, to.port, to.address));
  });
  return {
    frontPort: front.address().port,
    backPort: back.address().port,
    counts,
    close: () => [front, back].forEach((socket) => socket.close()),
  };
}

async function bind(): Promise<Socket> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve, reject) => socket.once('error', reject).bind(0, '127.0.0.1', resolve));
  socket.on('error', () => undefined);
  return socket;
}

/** mulberry32: small, and good enough to choose packets. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
