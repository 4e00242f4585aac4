import type { EmbeddedLeg } from './embedded-leg.ts';
import { closePipe, openPipe, tunePipe } from './pipe.ts';
import type { OpenPipeEnd, Pipe } from './pipe.ts';

export type BridgesOptions = {
  readonly legOf: (legId: string) => EmbeddedLeg | null;
  readonly openPipeEnd: OpenPipeEnd;
  /** Who a leg talks to, or in which codecs, is no longer what it was. */
  readonly onChanged: (legId: string) => void;
};

type Bridge = { readonly legIdA: string; readonly legIdB: string; pipe: Pipe | null };

/**
 * Who hears whom. Legs of one thread are joined there; legs of two threads (a transfer between calls that began apart)
 * get a pipe of plain RTP between the threads. A leg is in at most one bridge.
 */
export class Bridges {
  readonly #options: BridgesOptions;
  readonly #bridges = new Map<string, Bridge>();

  constructor(options: BridgesOptions) {
    this.#options = options;
  }

  /** The other leg of the bridge, if any. */
  partyOf(legId: string): string | null {
    const bridge = this.#bridges.get(legId);
    if (!bridge) return null;
    return bridge.legIdA === legId ? bridge.legIdB : bridge.legIdA;
  }

  async connect(legIdA: string, legIdB: string): Promise<void> {
    const [legA, legB] = [this.#leg(legIdA), this.#leg(legIdB)];
    const current = this.#bridges.get(legIdA);
    if (current && current === this.#bridges.get(legIdB)) return;
    await this.disconnect(legIdA);
    await this.disconnect(legIdB);
    // A leg may have closed meanwhile: then there is nobody to join.
    if (this.#options.legOf(legIdA) !== legA || this.#options.legOf(legIdB) !== legB) return;
    const bridge: Bridge = { legIdA, legIdB, pipe: null };
    this.#bridges.set(legIdA, bridge);
    this.#bridges.set(legIdB, bridge);
    this.#changed(bridge);
    if (legA.worker === legB.worker) {
      await legA.worker.request({ kind: 'bridge', legId: legIdA, otherLegId: legIdB });
      return;
    }
    const pipe = await this.#openPipe(legA, legB).catch((error: unknown) => {
      this.#remove(bridge);
      throw error;
    });
    if (this.#bridges.get(legIdA) === bridge && this.#bridges.get(legIdB) === bridge) bridge.pipe = pipe;
    else await closePipe(pipe);
  }

  async disconnect(legId: string): Promise<void> {
    const bridge = this.#bridges.get(legId);
    if (!bridge) return;
    this.#remove(bridge);
    const leg = this.#options.legOf(legId);
    if (!bridge.pipe) await leg?.worker.request({ kind: 'unbridge', legId });
    else await closePipe(bridge.pipe);
  }

  /** A closed leg frees the other one. */
  forget(legId: string): void {
    const bridge = this.#bridges.get(legId);
    if (!bridge) return;
    this.#remove(bridge);
    if (bridge.pipe) void closePipe(bridge.pipe);
  }

  /** The codec of a leg changed: a pipe carries that of its first party. */
  async refresh(legId: string): Promise<void> {
    const bridge = this.#bridges.get(legId);
    if (bridge) this.#changed(bridge);
    if (bridge?.pipe) await tunePipe(bridge.pipe, this.#leg(bridge.legIdA));
  }

  async #openPipe(legA: EmbeddedLeg, legB: EmbeddedLeg): Promise<Pipe> {
    const pipe = await openPipe(this.#options.openPipeEnd, legA, legB.worker);
    const { nearA, nearB } = pipe;
    await legA.worker.request({ kind: 'bridge', legId: legA.legId, otherLegId: nearA.legId });
    await legB.worker.request({ kind: 'bridge', legId: legB.legId, otherLegId: nearB.legId });
    return pipe;
  }

  #remove(bridge: Bridge): void {
    this.#bridges.delete(bridge.legIdA);
    this.#bridges.delete(bridge.legIdB);
    this.#changed(bridge);
  }

  #changed(bridge: Bridge): void {
    this.#options.onChanged(bridge.legIdA);
    this.#options.onChanged(bridge.legIdB);
  }

  #leg(legId: string): EmbeddedLeg {
    const leg = this.#options.legOf(legId);
    if (!leg) throw new Error(`no media leg ${legId}`);
    return leg;
  }
}
