/** One UDP socket and the flows over it. A flow is a remote address; it needs no connection and never ends. */
import type { Flow } from '../message.ts';
import type { UdpSocket } from './driver.ts';

/** Remote addresses remembered to save making the same object again; forgetting one costs nothing but that. */
const MAX_REMEMBERED = 20_000;

export class UdpPort {
  readonly socket: UdpSocket;
  readonly prefix: string;
  #flows = new Map<string, Flow>();

  constructor(socket: UdpSocket) {
    this.socket = socket;
    this.prefix = `udp:${socket.address}:${socket.port}:`;
  }

  flow(address: string, port: number): Flow {
    const key = `${address}:${port}`;
    const known = this.#flows.get(key);
    if (known !== undefined) return known;
    if (this.#flows.size >= MAX_REMEMBERED) this.#flows = new Map();
    const flow: Flow = {
      id: this.prefix + key,
      transport: 'udp',
      localAddress: this.socket.address,
      localPort: this.socket.port,
      remoteAddress: address,
      remotePort: port,
    };
    this.#flows.set(key, flow);
    return flow;
  }

  /** The flow whose id this is, also after a restart; null when it belongs to another socket. */
  parseFlow(id: string): Flow | null {
    if (!id.startsWith(this.prefix)) return null;
    const match = /^(.+):(\d{1,5})$/.exec(id.slice(this.prefix.length));
    return match === null ? null : this.flow(match[1]!, Number(match[2]));
  }
}
