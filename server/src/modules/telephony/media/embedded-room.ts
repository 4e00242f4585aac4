import type { MediaRoom } from '../ports/media-plane.ts';
import { maximumRoomLegs } from '../ports/media-plane.ts';
import { MediaCapacityError } from './capacity-error.ts';
import type { EmbeddedLeg } from './embedded-leg.ts';
import { closePipe, openPipe, tunePipe } from './pipe.ts';
import type { OpenPipeEnd, Pipe } from './pipe.ts';
import type { WorkerHandle } from './worker-handle.ts';

export type EmbeddedRoomOptions = {
  readonly roomId: string;
  readonly worker: WorkerHandle;
  readonly legOf: (legId: string) => EmbeddedLeg | null;
  readonly openPipeEnd: OpenPipeEnd;
  /** The leg leaves its bridge or other room. */
  readonly release: (legId: string) => Promise<void>;
  /** A leg came or went: it costs another share of its thread. */
  readonly onChanged: (legId: string) => void;
  readonly onClosed: (room: EmbeddedRoom) => void;
};

/** `pipe`: the party lives in another thread; its end in ours stands for it. */
type Party = { readonly leg: EmbeddedLeg; pipe: Pipe | null };

/** The signalling side's handle on a room. Sound is mixed in the room's thread. */
export class EmbeddedRoom implements MediaRoom {
  readonly roomId: string;
  readonly worker: WorkerHandle;
  readonly #options: EmbeddedRoomOptions;
  readonly #parties = new Map<string, Party>();
  readonly #listeners: ((legIds: readonly string[]) => void)[] = [];
  #isClosed = false;

  constructor(options: EmbeddedRoomOptions) {
    this.#options = options;
    this.roomId = options.roomId;
    this.worker = options.worker;
  }

  get size(): number {
    return this.#parties.size;
  }

  has(legId: string): boolean {
    return this.#parties.has(legId);
  }

  async join(legId: string, { muted = false }: { muted?: boolean } = {}): Promise<void> {
    this.#assertOpen();
    const leg = this.#options.legOf(legId);
    if (!leg) throw new Error(`no media leg ${legId}`);
    if (this.#parties.has(legId)) return this.setMuted(legId, muted);
    if (this.#parties.size >= maximumRoomLegs) throw new MediaCapacityError('room_full');
    const party: Party = { leg, pipe: null };
    // Its place is taken before anything is awaited: the room can't be overfilled.
    this.#parties.set(legId, party);
    await this.#options.release(legId);
    if (leg.worker !== this.worker) await this.#layPipe(legId, party);
    if (this.#parties.get(legId) !== party) return;
    await this.#command({ kind: 'enter', legId: nameOf(party), roomId: this.roomId, isMuted: muted });
    this.#options.onChanged(legId);
  }

  async leave(legId: string): Promise<void> {
    const party = this.#parties.get(legId);
    if (!party) return;
    this.forget(legId);
    if (!party.pipe && !party.leg.closed) await party.leg.worker.request({ kind: 'unbridge', legId });
  }

  async setMuted(legId: string, muted: boolean): Promise<void> {
    const party = this.#parties.get(legId);
    if (!party) return;
    await this.#command({ kind: 'mute', roomId: this.roomId, legId: nameOf(party), isMuted: muted });
  }

  async setAudience(legId: string, audience: readonly string[] | null): Promise<void> {
    const party = this.#parties.get(legId);
    if (!party) return;
    const names = audience?.flatMap((heardBy) => {
      const listener = this.#parties.get(heardBy);
      return listener ? [nameOf(listener)] : [];
    });
    await this.#command({
      kind: 'set_audience',
      roomId: this.roomId,
      legId: nameOf(party),
      audience: names ?? null,
    });
  }

  onSpeakers(listener: (legIds: readonly string[]) => void): void {
    this.#listeners.push(listener);
  }

  /** Names as the room's thread knows them. */
  emitSpeakers(names: readonly string[]): void {
    const legIds = names.flatMap((name) => {
      const found = [...this.#parties].find(([, party]) => nameOf(party) === name);
      return found ? [found[0]] : [];
    });
    for (const listener of this.#listeners) listener(legIds);
  }

  /** The leg's codec may be another one now; a leg of our own thread is tuned there. */
  async refresh(legId: string): Promise<void> {
    const party = this.#parties.get(legId);
    if (party?.pipe) await tunePipe(party.pipe, party.leg);
    if (party) this.#options.onChanged(legId);
  }

  /** A leg that closed, or went elsewhere. */
  forget(legId: string): void {
    const party = this.#parties.get(legId);
    if (!party) return;
    this.#parties.delete(legId);
    if (party.pipe) void closePipe(party.pipe);
    this.#options.onChanged(legId);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await Promise.all([...this.#parties.keys()].map((legId) => this.leave(legId)));
    this.#options.onClosed(this);
    await this.worker.request({ kind: 'close_room', roomId: this.roomId });
  }

  /** The room's thread died: whoever was in it hears nothing any more. */
  fail(reason: string): void {
    this.#isClosed = true;
    const parties = [...this.#parties.values()];
    for (const { leg } of parties) this.forget(leg.legId);
    this.#options.onClosed(this);
    for (const { leg } of parties) leg.emit({ name: 'failed', args: [reason] });
  }

  async #layPipe(legId: string, party: Party): Promise<void> {
    try {
      const pipe = await openPipe(this.#options.openPipeEnd, party.leg, this.worker);
      if (this.#parties.get(legId) !== party) return await closePipe(pipe);
      party.pipe = pipe;
      await party.leg.worker.request({ kind: 'bridge', legId, otherLegId: pipe.nearA.legId });
    } catch (error) {
      this.forget(legId);
      throw error;
    }
  }

  async #command(command: Parameters<WorkerHandle['request']>[0]): Promise<void> {
    this.#assertOpen();
    await this.worker.request(command);
  }

  #assertOpen(): void {
    if (this.#isClosed) throw new Error(`media room ${this.roomId} is closed`);
  }
}

function nameOf({ leg, pipe }: Party): string {
  return pipe ? pipe.nearB.legId : leg.legId;
}
