import type { Clock } from '#platform/clock';
import type { Logger } from '#platform/log';
import type { LegTransport } from '../ports/media-plane.ts';
import type { LegEvent, WorkerSettings } from './protocol.ts';
import { WorkerHandle } from './worker-handle.ts';

export type WorkerPoolOptions = {
  readonly size: number;
  readonly settings: Omit<WorkerSettings, 'descriptors'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onEvent: (legId: string, event: LegEvent) => void;
  readonly onSpeakers: (roomId: string, legIds: readonly string[]) => void;
  readonly onDied: (worker: WorkerHandle, reason: string) => void;
};

/**
 * What one leg costs. The unit is a relayed G.711 leg; a browser's leg pays for SRTP, a leg that is transcoded or hears
 * generated sound for its codec; in a room G.711 pays for the jitter buffer and the mix.
 */
export const legCosts = { rtp: 1, webrtc: 3, mixed: 2, processed: 6 } as const;

/** Units that use 60 % of a core, from the relay bench (docs: README, bench/media-relay.ts). */
const budgets = { koffi: 1_500, dgram: 800 } as const;

const longestRestartMs = 30_000;

type Slot = { worker: WorkerHandle; cost: number; legs: number; budget: number; restarts: number };

/** The media threads: which one takes a leg, and a new one for each that dies. */
export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #slots: Slot[] = [];
  #isClosed = false;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    for (let id = 0; id < options.size; id += 1) this.#slots.push(this.#newSlot(id, 0));
  }

  /** The thread with the most room, or `preferred` when it has any; null when all are full. */
  admit(transport: LegTransport, preferred: WorkerHandle | null): WorkerHandle | null {
    const fits = (slot: Slot) => slot.worker.alive && slot.cost + legCosts[transport] <= slot.budget;
    const near = this.#slots.find((slot) => slot.worker === preferred);
    if (near && fits(near)) return near.worker;
    const open = this.#slots.filter(fits).toSorted((left, right) => loadOf(left) - loadOf(right));
    return open[0]?.worker ?? null;
  }

  /** Books (or with negative figures returns) what a leg costs. */
  book(worker: WorkerHandle, cost: number, legs: number): void {
    const slot = this.#slots.find((candidate) => candidate.worker === worker);
    if (!slot) return;
    slot.cost += cost;
    slot.legs += legs;
  }

  health(): { id: number; alive: boolean; legs: number; loadPercent: number }[] {
    return this.#slots.map((slot) => ({
      id: slot.worker.id,
      alive: slot.worker.alive,
      legs: slot.legs,
      loadPercent: Math.round(loadOf(slot) * 100),
    }));
  }

  async crash(id: number): Promise<void> {
    await this.#slots[id]?.worker.kill();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#slots.map((slot) => slot.worker.close()));
  }

  #newSlot(id: number, restarts: number): Slot {
    const worker: WorkerHandle = new WorkerHandle({
      id,
      settings: this.#options.settings,
      onEvent: this.#options.onEvent,
      onSpeakers: this.#options.onSpeakers,
      onRecovered: (legId, reason) =>
        this.#options.log.error({ mediaWorker: id, legId, reason }, 'media worker recovered from an error'),
      onDied: (reason) => this.#died(worker, reason),
    });
    const slot: Slot = { worker, cost: 0, legs: 0, budget: budgets.dgram, restarts };
    void worker.started.then((io) => {
      if (io) slot.budget = budgets[io];
    });
    return slot;
  }

  #died(worker: WorkerHandle, reason: string): void {
    const index = this.#slots.findIndex((slot) => slot.worker === worker);
    const slot = this.#slots[index];
    if (!slot) return;
    slot.legs = 0;
    slot.cost = 0;
    this.#options.log.error({ mediaWorker: worker.id, reason }, 'media worker died');
    this.#options.onDied(worker, reason);
    // A thread that dies again and again must not eat the processor.
    const delayMs = slot.restarts === 0 ? 0 : Math.min(longestRestartMs, 100 * 2 ** slot.restarts);
    this.#options.clock.setTimer(delayMs, () => {
      if (!this.#isClosed) this.#slots[index] = this.#newSlot(worker.id, slot.restarts + 1);
    });
  }
}

function loadOf(slot: Slot): number {
  return slot.cost / slot.budget;
}
