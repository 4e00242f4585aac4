import { createUdpIo } from '@carillon/rtp/io';
import type { Endpoint, UdpIo, UdpSocket } from '@carillon/rtp/io';

type Impairment = { readonly delayMs: number; readonly isLost?: (firstByte: number) => boolean };

/**
 * A network between a browser and a leg: what arrives at its port reaches the leg, answers go back, both later or never.
 * `isLost` is asked with the first byte, so that a test can lose handshakes alone. System calls, since a browser sends
 * from this machine's own outer address even to loopback.
 */
export async function openTwoWayImpairment(legPort: number, impairment: Impairment) {
  const io = createUdpIo('koffi');
  const timers = new Set<NodeJS.Timeout>();
  const leg: Endpoint = { address: '127.0.0.1', port: legPort };
  /** As a router does it: one outer socket for each inner one, since a browser checks from several. */
  const outer = new Map<string, Promise<UdpSocket>>();
  const pass = (packet: Buffer, socket: UdpSocket, to: Endpoint) => {
    if (impairment.isLost?.(packet[0] ?? 0)) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      socket.send(packet, to);
    }, impairment.delayMs);
    timers.add(timer);
  };
  const front: UdpSocket = await bound(io, (packet, source) => {
    const copy = Buffer.from(packet);
    const key = `${source.address}:${source.port}`;
    const socket = outer.get(key) ?? bound(io, (answer) => pass(Buffer.from(answer), front, source));
    outer.set(key, socket);
    void socket.then((ready) => pass(copy, ready, leg));
  });
  return {
    port: front.port,
    close: async () => {
      for (const timer of timers) clearTimeout(timer);
      await io.close();
    },
  };
}

async function bound(io: UdpIo, onPacket: (packet: Buffer, source: Endpoint) => void): Promise<UdpSocket> {
  const result = await io.open({ address: '127.0.0.1', port: 0, onPacket });
  if (result.kind !== 'open') throw new Error(result.kind);
  return result.socket;
}
