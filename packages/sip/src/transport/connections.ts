/** The live TCP, TLS and WebSocket connections: by flow, by remote address for reuse, and counted per source. */
import type { ResolvedTarget } from '../endpoint/types.ts';
import type { Flow } from '../message.ts';
import { sourceKey } from './source-key.ts';
import type { StreamConnection } from './stream-connection.ts';

const targetKey = (transport: string, address: string, port: number): string => `${transport}|${address}|${port}`;

export class Connections {
  readonly #byFlow = new Map<string, StreamConnection>();
  readonly #byTarget = new Map<string, StreamConnection>();
  readonly #perSource = new Map<string, number>();
  readonly #limitPerSource: number;

  constructor(limitPerSource: number) {
    this.#limitPerSource = limitPerSource;
  }

  get size(): number {
    return this.#byFlow.size;
  }

  /** Counts an incoming connection; false when its source has too many. Pair with `release`. */
  reserve(address: string): boolean {
    const source = sourceKey(address);
    const count = this.#perSource.get(source) ?? 0;
    if (count >= this.#limitPerSource) return false;
    this.#perSource.set(source, count + 1);
    return true;
  }

  release(address: string): void {
    const source = sourceKey(address);
    const count = this.#perSource.get(source) ?? 0;
    if (count <= 1) this.#perSource.delete(source);
    else this.#perSource.set(source, count - 1);
  }

  add(connection: StreamConnection): void {
    const { id, transport, remoteAddress, remotePort } = connection.flow;
    this.#byFlow.set(id, connection);
    this.#byTarget.set(targetKey(transport, remoteAddress, remotePort), connection);
  }

  remove(connection: StreamConnection): void {
    const { id, transport, remoteAddress, remotePort } = connection.flow;
    this.#byFlow.delete(id);
    const key = targetKey(transport, remoteAddress, remotePort);
    if (this.#byTarget.get(key) === connection) this.#byTarget.delete(key);
  }

  get(flow: Flow): StreamConnection | undefined {
    return this.#byFlow.get(flow.id);
  }

  byId(id: string): StreamConnection | undefined {
    return this.#byFlow.get(id);
  }

  /** An open connection to exactly this address (RFC 3261 18: reuse rather than open another). */
  to(target: ResolvedTarget): StreamConnection | undefined {
    return this.#byTarget.get(targetKey(target.transport, target.address, target.port));
  }

  all(): StreamConnection[] {
    return [...this.#byFlow.values()];
  }
}
