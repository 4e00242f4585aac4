import type { MediaCounters } from '@carillon/api';
import type { Clock } from '#platform/clock';
import { MediaCapacityError } from '../capacity-error.ts';
import type { EmbeddedLeg } from '../embedded-leg.ts';
import type { OfferRead, Rejected } from '../leg-description.ts';
import type {
  AcceptResult,
  CodecName,
  LegTransport,
  MediaDirection,
  MediaLeg,
  MediaLegEvents,
  MediaRecording,
  PlayOptions,
  SdpResult,
} from '../../ports/media-plane.ts';
import { combineCounters } from './counters.ts';
import { agreedDescription, farDescription, isSecured, nearDescription } from './descriptions.ts';
import type { EngineSession, Passage } from './engine-session.ts';
import { silenceFindings } from './leg-watch.ts';
import type { Finding } from './leg-watch.ts';
import type { EngineSide } from './recipes.ts';
import type { RouteLeg } from './route.ts';
import type { SessionState, StreamQuality } from './session-state.ts';

type EventName = keyof MediaLegEvents;
type Listeners = { [Name in EventName]: MediaLegEvents[Name][] };
type Wish = { codecs: readonly CodecName[]; direction?: MediaDirection };

/** The two descriptions agreed last, as they were given to the engine, and who offered. */
export type Exchange = { readonly offeredBy: 'far' | 'near'; readonly farSdp: string; readonly nearSdp: string };

export type RtpengineLegOptions = {
  readonly transport: LegTransport;
  /** Of our offers, until the far side offered otherwise. */
  readonly security: 'none' | 'sdes';
  /** The plain leg of ours behind the engine, under the same id. */
  readonly near: EmbeddedLeg;
  /** The leg that it will probably be joined to: the same numbers let packets pass as they are. */
  readonly neighbour: EmbeddedLeg | null;
  readonly session: EngineSession;
  readonly clock: Clock;
  /** In a turn: what stands between this leg and its worker must go, its description is about to change. */
  readonly leaveRelay: (leg: RtpengineLeg) => Promise<void>;
  /** Something changed that decides where its packets go, or how it has to be watched. */
  readonly onChanged: (leg: RtpengineLeg) => void;
  /** Its far side is not heard by our worker: the engine should be asked. */
  readonly onSilent: () => void;
  readonly onClosing: (leg: RtpengineLeg) => void;
  /** In a turn, after the leg's ports were given back. */
  readonly onClosed: (leg: RtpengineLeg) => Promise<void>;
};

/** Of a digit that a worker sends, with the pause after it. */
const digitMs = 240;
const digitsMarginMs = 300;

/**
 * One party behind an engine: its packets end there, and a plain leg of ours is on the other side. Descriptions pass
 * through both: our leg negotiates codecs, digits and holding, the engine puts its ports, keys and candidates in.
 */
export class RtpengineLeg implements MediaLeg {
  readonly legId: string;
  readonly transport: LegTransport;
  readonly near: EmbeddedLeg;
  readonly session: EngineSession;
  readonly farTag: string;
  readonly #nearTag: string;
  readonly #options: RtpengineLegOptions;
  readonly #listeners: Listeners = { ready: [], digit: [], promptEnded: [], silence: [], failed: [] };
  /** The party to whom the engine passes its packets directly. */
  relayedTo: RtpengineLeg | null = null;
  /** False once the engine refused to join it directly. */
  mayRelay = true;
  exchange: Exchange | null = null;
  #isSecured: boolean;
  #offered: { readonly by: 'far' | 'near'; readonly sdp: string } | null = null;
  #prompts = 0;
  #recordings = 0;
  #digitsUntilMs = 0;
  #hasFailed = false;
  #isTranscoded = false;
  #relayedPackets = { toFar: 0, partyBefore: 0 };
  #reportedByParty: StreamQuality | null = null;
  #closing: Promise<MediaCounters> | null = null;

  constructor(options: RtpengineLegOptions) {
    this.#options = options;
    this.legId = options.near.legId;
    this.transport = options.transport;
    this.#isSecured = options.security === 'sdes';
    this.near = options.near;
    this.session = options.session;
    this.farTag = `far-${this.legId}`;
    this.#nearTag = `near-${this.legId}`;
    this.#listenToNear();
  }

  get closed(): boolean {
    return this.#closing !== null;
  }

  get codec(): CodecName | null {
    return this.near.description.media?.codec ?? null;
  }

  /** Whether its far side should be heard. */
  get speaks(): boolean {
    return this.near.description.media?.speaks ?? false;
  }

  routeFacts(): RouteLeg {
    const { media } = this.near.description;
    return {
      talks: this.exchange !== null && media !== null && media.hears && media.speaks,
      media,
      // Joined anew, the engine would use other keys than the far side was told.
      isProcessed:
        this.#isSecured ||
        !this.mayRelay ||
        this.#prompts + this.#recordings > 0 ||
        this.#options.clock.nowMs() < this.#digitsUntilMs,
    };
  }

  createOffer(wish: Wish): Promise<string> {
    return this.#negotiate(async () => {
      const like = this.#options.neighbour?.description.remoteFormats ?? [];
      const sdp = await this.#ownDescription(await this.near.createOffer({ ...wish, like }));
      const offered = await this.session.offer(this.#toFar(sdp));
      if (offered.kind !== 'ok') throw new MediaCapacityError('engine_refused', { cause: offered.reason });
      this.#offered = { by: 'near', sdp };
      return offered.sdp;
    });
  }

  acceptAnswer(sdp: string): Promise<AcceptResult> {
    return this.#negotiate(async () => {
      const offered = this.#offered;
      if (offered?.by !== 'near') throw new Error('an answer without an offer of ours');
      const far = farDescription(sdp, this.transport);
      if (far.kind !== 'ok') return far;
      const passed = await this.session.answer({ ...this.#toNear(far.sdp), ...this.#tags('near') });
      if (passed.kind !== 'ok') return rejected(passed.reason);
      const accepted = await this.near.acceptAnswer(passed.sdp);
      if (accepted.kind === 'ok') this.#agree({ offeredBy: 'near', nearSdp: offered.sdp, farSdp: far.sdp });
      return accepted;
    });
  }

  readOffer(sdp: string): Promise<OfferRead | Rejected> {
    return this.#negotiate(async () => {
      const far = farDescription(sdp, this.transport);
      if (far.kind !== 'ok') return far;
      const passed = await this.session.offer(this.#toNear(far.sdp));
      if (passed.kind !== 'ok') return rejected(passed.reason);
      const read = await this.near.readOffer(passed.sdp);
      if (read.kind === 'ok') this.#offered = { by: 'far', sdp: far.sdp };
      return read;
    });
  }

  createAnswer(wish: Wish): Promise<SdpResult> {
    return this.#negotiate(async () => {
      const offered = this.#offered;
      if (offered?.by !== 'far') throw new Error('an answer without a received offer');
      const answer = await this.near.createAnswer(wish);
      if (answer.kind !== 'ok') return answer;
      const nearSdp = await this.#ownDescription(answer.sdp);
      const passed = await this.session.answer({ ...this.#toFar(nearSdp), ...this.#tags('far') });
      if (passed.kind !== 'ok') return rejected(passed.reason);
      this.#offered = null;
      this.#agree({ offeredBy: 'far', farSdp: offered.sdp, nearSdp });
      return { ...answer, sdp: passed.sdp };
    });
  }

  async play(options: PlayOptions): Promise<void> {
    this.#assertOpen();
    this.#prompts += 1;
    await this.#process(() => this.near.play(options)).catch((error: unknown) => {
      this.#promptEnded();
      throw error;
    });
  }

  async stopPlaying(): Promise<void> {
    this.#assertOpen();
    await this.near.stopPlaying();
  }

  async sendDigits(digits: string): Promise<void> {
    this.#assertOpen();
    const now = this.#options.clock.nowMs();
    this.#digitsUntilMs = Math.max(now, this.#digitsUntilMs) + digits.length * digitMs + digitsMarginMs;
    this.#options.clock.setTimer(this.#digitsUntilMs - now + 1, () => this.#options.onChanged(this));
    await this.#process(() => this.near.sendDigits(digits));
  }

  /** While it lasts, what this leg says and hears goes by way of its worker. */
  async record(start: () => Promise<MediaRecording>): Promise<MediaRecording> {
    this.#assertOpen();
    this.#recordings += 1;
    const ended = () => {
      this.#recordings -= 1;
      this.#options.onChanged(this);
    };
    const recording = await this.#process(start).catch((error: unknown) => {
      ended();
      throw error;
    });
    let stopped: ReturnType<MediaRecording['stop']> | null = null;
    return {
      pause: () => recording.pause(),
      resume: () => recording.resume(),
      stop: () => (stopped ??= recording.stop().finally(ended)),
    };
  }

  counters(): Promise<MediaCounters> {
    this.#assertOpen();
    return this.session.inTurn(() => this.#readCounters());
  }

  on<E extends EventName>(event: E, listener: MediaLegEvents[E]): void {
    this.#listeners[event].push(listener);
  }

  close(): Promise<MediaCounters> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** After `failed` nothing more is told. */
  emit<E extends EventName>(event: E, ...args: Parameters<MediaLegEvents[E]>): void {
    if (this.closed || this.#hasFailed) return;
    if (event === 'failed') this.#hasFailed = true;
    const listeners = this.#listeners[event] as ((...all: Parameters<MediaLegEvents[E]>) => void)[];
    for (const listener of listeners) listener(...args);
  }

  tell(findings: readonly Finding[]): void {
    for (const finding of findings) {
      if (finding.kind === 'ready') this.emit('ready');
      else if (finding.kind === 'silence') this.emit('silence', finding.seconds);
      else this.emit('failed', finding.reason);
    }
  }

  /** In a turn: both legs keep silent, the engine is about to join their far sides. */
  async beginRelay(other: RtpengineLeg): Promise<void> {
    const state = await this.session.state();
    for (const [leg, party] of [
      [this, other],
      [other, this],
    ] as const) {
      leg.relayedTo = party;
      leg.#relayedPackets.partyBefore = packetsOf(state, party.farTag);
      if (leg.codec !== party.codec) leg.#isTranscoded = true;
      await leg.near.rest();
    }
    this.#options.onChanged(this);
  }

  /** In a turn: what the engine passed on to both far sides, for the counters. */
  async countRelayed(): Promise<SessionState | 'unknown' | null> {
    const state = await this.session.state();
    for (const leg of [this, this.relayedTo]) {
      if (!leg?.relayedTo) continue;
      const party = state instanceof Map ? state.get(leg.relayedTo.farTag) : undefined;
      const now = party?.packets ?? 0;
      leg.#reportedByParty = party?.reported ?? leg.#reportedByParty;
      leg.#relayedPackets.toFar += Math.max(0, now - leg.#relayedPackets.partyBefore);
      leg.#relayedPackets.partyBefore = Math.max(now, leg.#relayedPackets.partyBefore);
    }
    return state;
  }

  /** In a turn: the far side's packets come to our leg again, and ours go to it. Ports stay as they are. */
  async returnToWorker(): Promise<void> {
    const { exchange, codec } = this;
    if (this.closed || !exchange || !codec) return;
    await this.near.resume();
    const toNear = this.#toNear(agreedDescription(exchange.farSdp, codec));
    const toFar = this.#toFar(agreedDescription(exchange.nearSdp, codec));
    const [offer, answer] = exchange.offeredBy === 'far' ? [toNear, toFar] : [toFar, toNear];
    const offered = await this.session.offer(offer);
    const result =
      offered.kind === 'ok' ? await this.session.answer({ ...answer, ...this.#tags(exchange.offeredBy) }) : offered;
    if (result.kind !== 'ok') this.emit('failed', result.reason);
  }

  #listenToNear(): void {
    const { near } = this;
    // A browser's sound is there when the engine hears it; ours is reached at once.
    near.on('ready', () => this.transport === 'rtp' && this.emit('ready'));
    near.on('digit', (digit, durationMs) => this.emit('digit', digit, durationMs));
    near.on('failed', (reason) => this.emit('failed', reason));
    near.on('silence', (seconds) => {
      if (this.relayedTo) return;
      this.tell(silenceFindings(this.transport, seconds));
      this.#options.onSilent();
    });
    near.on('promptEnded', (how) => {
      this.#promptEnded();
      this.emit('promptEnded', how);
    });
  }

  #promptEnded(): void {
    this.#prompts -= 1;
    if (this.#prompts === 0) this.#options.onChanged(this);
  }

  /** Sound of this leg is made: by way of its worker. */
  #process<T>(make: () => Promise<T>): Promise<T> {
    return this.session.inTurn(async () => {
      await this.#options.leaveRelay(this);
      return make();
    });
  }

  #negotiate<T>(run: () => Promise<T>): Promise<T> {
    this.#assertOpen();
    return this.#process(run);
  }

  #agree(exchange: Exchange): void {
    this.exchange = exchange;
    this.mayRelay = true;
    this.#isSecured = isSecured(exchange.farSdp);
    this.#options.onChanged(this);
  }

  async #ownDescription(sdp: string): Promise<string> {
    return nearDescription(sdp, await this.session.engine.client.localAddress());
  }

  get #side(): EngineSide {
    return this.transport === 'rtp' && this.#isSecured ? 'secured' : this.transport;
  }

  #toNear(sdp: string): Passage {
    return { fromTag: this.farTag, toTag: this.#nearTag, sdp, from: this.#side, toward: 'rtp' };
  }

  #toFar(sdp: string): Passage {
    return { fromTag: this.#nearTag, toTag: this.farTag, sdp, from: 'rtp', toward: this.#side };
  }

  /** In an answer the tags are those of the offer. */
  #tags(offeredBy: 'far' | 'near'): { fromTag: string; toTag: string } {
    const { fromTag, toTag } = offeredBy === 'far' ? this.#toNear('') : this.#toFar('');
    return { fromTag, toTag };
  }

  async #readCounters(): Promise<MediaCounters> {
    const near = await this.near.counters();
    const state = await this.countRelayed();
    const far = state instanceof Map ? (state.get(this.farTag) ?? null) : null;
    const packetsSent = near.packetsSent + this.#relayedPackets.toFar;
    const reported = this.#reportedByParty;
    return combineCounters(near, { far, reported, codec: this.codec, packetsSent, transcoded: this.#isTranscoded });
  }

  #close(): Promise<MediaCounters> {
    this.#options.onClosing(this);
    return this.session.inTurn(async () => {
      const counters = await this.#readCounters();
      const party = this.relayedTo;
      this.relayedTo = null;
      if (party) party.relayedTo = null;
      await this.near.close();
      await this.#options.onClosed(this);
      await party?.returnToWorker();
      return counters;
    });
  }

  /** In a turn. */
  async removeFromEngine(): Promise<void> {
    if (this.exchange ?? this.#offered) await this.session.remove(this.#nearTag, this.farTag);
  }

  #assertOpen(): void {
    if (this.closed) throw new Error(`media leg ${this.legId} is closed`);
  }
}

function rejected(reason: string): Rejected {
  return { kind: 'rejected', status: 488, reason };
}

function packetsOf(state: SessionState | 'unknown' | null, tag: string): number {
  return state instanceof Map ? (state.get(tag)?.packets ?? 0) : 0;
}
