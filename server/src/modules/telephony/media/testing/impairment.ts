import { createSocket } from 'node:dgram';

export type Impairment = {
  /** Every n-th packet is lost; 0: none. */
  readonly loseEvery?: number;
  /** Milliseconds that packet number n waits. */
  readonly delayMs?: (index: number) => number;
};

/** A bad stretch of network on loopback: what arrives at its port goes on to `target`, later or never. */
export async function openImpairment(target: { address: string; port: number }, impairment: Impairment) {
  const socket = createSocket('udp4');
  const timers = new Set<NodeJS.Timeout>();
  let count = 0;
  socket.on('message', (packet) => {
    count += 1;
    if (impairment.loseEvery && count % impairment.loseEvery === 0) return;
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        socket.send(packet, target.port, target.address);
      },
      impairment.delayMs?.(count) ?? 0,
    );
    timers.add(timer);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return {
    address: '127.0.0.1',
    port: socket.address().port,
    close: () => {
      for (const timer of timers) clearTimeout(timer);
      socket.close();
    },
  };
}
