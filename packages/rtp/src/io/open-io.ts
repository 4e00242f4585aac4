import { createDgramIo } from './dgram-io.ts';
import { createKoffiIo } from './koffi-io.ts';
import type { UdpIo, UdpIoOptions } from './udp.ts';

/** `auto`: the fast loop where it loads, Node's sockets elsewhere. */
export type UdpIoChoice = 'auto' | 'koffi' | 'dgram';

/** The datagrams of this thread. `koffi` asked by name and not loadable is an error, so that a test can't be fooled. */
export function createUdpIo(choice: UdpIoChoice, options: UdpIoOptions = {}): UdpIo {
  if (choice === 'dgram') return createDgramIo();
  const fast = createKoffiIo(options);
  if (fast) return fast;
  if (choice === 'koffi') throw new Error('the koffi loop does not load on this machine');
  return createDgramIo();
}
