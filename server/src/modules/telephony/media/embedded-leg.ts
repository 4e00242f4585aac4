import type { MediaCounters } from '@carillon/api';
import type { AcceptResult, MediaLeg, MediaLegEvents, PlayOptions, SdpResult } from '../ports/media-plane.ts';
import type { LegDescription, OfferRead, Rejected, Wish } from './leg-description.ts';
import { noCounters } from './protocol.ts';
import type { LegCommand, LegEvent, LegEventName } from './protocol.ts';
import type { WorkerHandle } from './worker-handle.ts';

type Listeners = { [Name in LegEventName]: MediaLegEvents[Name][] };
type LegCommandBody = LegCommand extends infer Command
  ? Command extends LegCommand
    ? Omit<Command, 'legId'>
    : never
  : never;

export type EmbeddedLegOptions = {
  readonly legId: string;
  readonly worker: WorkerHandle;
  readonly description: LegDescription;
  /** The agreed media changed; awaited before the answer is given out. */
  readonly onConfigured: (leg: EmbeddedLeg) => Promise<void>;
  readonly onClosed: (leg: EmbeddedLeg) => void;
};

/** The signalling side's handle on one leg: descriptions are made here, packets move in the leg's worker. */
export class EmbeddedLeg implements MediaLeg {
  readonly legId: string;
  readonly worker: WorkerHandle;
  readonly description: LegDescription;
  readonly #options: EmbeddedLegOptions;
  readonly #listeners: Listeners = { ready: [], digit: [], promptEnded: [], silence: [], failed: [] };
  #lastCounters: MediaCounters = noCounters;
  #hasFailed = false;
  #closing: Promise<MediaCounters> | null = null;

  constructor(options: EmbeddedLegOptions) {
    this.#options = options;
    this.legId = options.legId;
    this.worker = options.worker;
    this.description = options.description;
  }

  get closed(): boolean {
    return this.#closing !== null;
  }

  async createOffer(options: Wish): Promise<string> {
    this.#assertOpen();
    return this.description.createOffer(options);
  }

  async acceptAnswer(sdp: string): Promise<AcceptResult> {
    this.#assertOpen();
    const result = this.description.acceptAnswer(sdp);
    // The thread takes commands in order: what is asked of it next, it does after this one.
    if (result.kind === 'ok') this.#configure().catch(() => this.emit({ name: 'failed', args: ['not configured'] }));
    return result;
  }

  async readOffer(sdp: string): Promise<OfferRead | Rejected> {
    this.#assertOpen();
    return this.description.readOffer(sdp);
  }

  async createAnswer(options: Wish): Promise<SdpResult> {
    this.#assertOpen();
    const result = this.description.createAnswer(options);
    if (result.kind === 'ok') await this.#configure();
    return result;
  }

  async play(options: PlayOptions): Promise<void> {
    await this.#command({ kind: 'play', options });
  }

  async stopPlaying(): Promise<void> {
    await this.#command({ kind: 'stop_playing' });
  }

  async sendDigits(digits: string): Promise<void> {
    await this.#command({ kind: 'send_digits', digits });
  }

  async counters(): Promise<MediaCounters> {
    this.#assertOpen();
    return this.#readCounters('counters');
  }

  on<E extends LegEventName>(event: E, listener: MediaLegEvents[E]): void {
    this.#listeners[event].push(listener);
  }

  close(): Promise<MediaCounters> {
    this.#closing ??= this.#readCounters('close').finally(() => this.#options.onClosed(this));
    return this.#closing;
  }

  /** Keeps silent and deaf, ports open, until `resume` or the next description. */
  async rest(): Promise<void> {
    await this.#command({ kind: 'configure', media: null });
  }

  /** Goes on with what was agreed last. */
  async resume(): Promise<void> {
    await this.#command({ kind: 'configure', media: this.description.media });
  }

  /** An event from the worker. After `failed` nothing more is told. */
  emit(event: LegEvent): void {
    if (this.closed || this.#hasFailed) return;
    if (event.name === 'failed') this.#hasFailed = true;
    const listeners = this.#listeners[event.name] as ((...args: readonly unknown[]) => void)[];
    for (const listener of listeners) listener(...event.args);
  }

  async #configure(): Promise<void> {
    await this.#command({ kind: 'configure', media: this.description.media });
    await this.#options.onConfigured(this);
  }

  async #readCounters(kind: 'counters' | 'close'): Promise<MediaCounters> {
    const reply = await this.worker.request({ kind, legId: this.legId });
    if (reply && 'heard' in reply) this.#lastCounters = reply;
    return this.#lastCounters;
  }

  async #command(body: LegCommandBody): Promise<void> {
    this.#assertOpen();
    await this.worker.request({ ...body, legId: this.legId });
  }

  #assertOpen(): void {
    if (this.closed) throw new Error(`media leg ${this.legId} is closed`);
  }
}
