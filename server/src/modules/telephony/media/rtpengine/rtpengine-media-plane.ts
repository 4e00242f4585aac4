import { randomUUID } from 'node:crypto';
import type { Clock } from '#platform/clock';
import type { Logger } from '#platform/log';
import type { MediaLeg, MediaPlane, MediaRecording, MediaRoom, OpenLegOptions } from '../../ports/media-plane.ts';
import { MediaCapacityError } from '../capacity-error.ts';
import type { EmbeddedMediaPlane } from '../embedded-media-plane.ts';
import { DigitLog } from './digit-log.ts';
import type { LoggedDigit } from './digit-log.ts';
import type { Engine } from './engine.ts';
import { EnginePool } from './engine-pool.ts';
import { EngineSession } from './engine-session.ts';
import type { EngineAddress } from './ng-client.ts';
import { Relays } from './relays.ts';
import { RtpengineLeg } from './rtpengine-leg.ts';
import { SessionWatch } from './session-watch.ts';

export type RtpengineMediaPlaneOptions = {
  /** Control sockets ("ng") of the engines; IP addresses. */
  readonly engines: readonly EngineAddress[];
  /** Where the engines send their digit log (`--dtmf-log-dest`). */
  readonly digitLog: EngineAddress;
  /** Makes and analyses sound behind the engines, on an address that they reach. Closed with this plane. */
  readonly workers: EmbeddedMediaPlane;
  readonly log: Logger;
  readonly clock: Clock;
};

/** The media plane whose far sides end at rtpengine. Begins to look for the engines at once. */
export class RtpengineMediaPlane implements MediaPlane {
  readonly #options: RtpengineMediaPlaneOptions;
  readonly #pool: EnginePool;
  readonly #relays: Relays;
  readonly #digitLog: DigitLog;
  readonly #legs = new Map<string, RtpengineLeg>();
  readonly #watches = new Map<EngineSession, SessionWatch>();
  readonly #parties = new Map<RtpengineLeg, RtpengineLeg>();

  constructor(options: RtpengineMediaPlaneOptions) {
    this.#options = options;
    const { log, engines } = options;
    this.#pool = new EnginePool({ ...options, onDied: (engine, reason) => this.#engineDied(engine, reason) });
    this.#relays = new Relays({ log, partyOf: (leg) => this.#parties.get(leg) ?? null });
    const hosts = engines.map(({ host }) => host);
    this.#digitLog = new DigitLog({
      log,
      listen: options.digitLog,
      engines: hosts,
      onDigit: (it) => this.#onDigit(it),
    });
  }

  /** @throws Error with a sentence for the operator when no engine answers */
  async start(): Promise<void> {
    if (await this.#pool.started) return;
    const addresses = this.#pool.health().map(({ address }) => address);
    const help = 'Start it (docs/runbooks/rtpengine.md), correct CARILLON_RTPENGINE, or set CARILLON_MEDIA=embedded.';
    throw new Error(`No rtpengine answers at ${addresses.join(' or ')}. ${help}`);
  }

  /** For tests of what follows when one dies. */
  get engines(): readonly Engine[] {
    return this.#pool.engines;
  }

  async openLeg({ legId, transport, near: nearId, security = 'none' }: OpenLegOptions): Promise<MediaLeg> {
    await this.#pool.started;
    const neighbour = nearId === undefined ? undefined : this.#legs.get(nearId);
    const session = neighbour?.session ?? this.#openSession();
    const watch = this.#watches.get(session) ?? new SessionWatch(session, this.#options.clock);
    this.#watches.set(session, watch);
    const near = await this.#options.workers
      .openLeg({ legId, transport: 'rtp', ...(nearId === undefined ? {} : { near: nearId }) })
      .catch(async (error: unknown) => {
        await this.#endIfEmpty(session);
        throw error;
      });
    const leg = new RtpengineLeg({
      transport,
      security,
      near,
      neighbour: neighbour?.near ?? null,
      session,
      clock: this.#options.clock,
      leaveRelay: (changing) => this.#relays.leave(changing),
      onChanged: (changed) => this.#changed(changed),
      onSilent: () => void watch.look(),
      onClosing: (closing) => this.#forget(closing),
      onClosed: (closed) => this.#closed(closed),
    });
    this.#legs.set(legId, leg);
    watch.add(leg);
    return leg;
  }

  async bridge(legIdA: string, legIdB: string): Promise<void> {
    const [legA, legB] = [this.#leg(legIdA), this.#leg(legIdB)];
    if (this.#parties.get(legA) === legB) return;
    await this.#part(legA);
    await this.#part(legB);
    // A leg may have closed meanwhile: then there is nobody to join.
    if (legA.closed || legB.closed) return;
    this.#parties.set(legA, legB);
    this.#parties.set(legB, legA);
    await this.#options.workers.bridge(legIdA, legIdB);
    await this.#settle(legA);
  }

  async unbridge(legId: string): Promise<void> {
    await this.#part(this.#leg(legId));
    await this.#options.workers.unbridge(legId);
  }

  /** Parties of a room are heard by our workers: none of them is relayed past them. */
  async openRoom(options: Parameters<MediaPlane['openRoom']>[0]): Promise<MediaRoom> {
    const room = await this.#options.workers.openRoom(options);
    return {
      roomId: room.roomId,
      join: async (legId, wish) => {
        await this.#part(this.#leg(legId));
        await room.join(legId, wish);
      },
      leave: (legId) => room.leave(legId),
      setMuted: (legId, muted) => room.setMuted(legId, muted),
      setAudience: (legId, audience) => room.setAudience(legId, audience),
      onSpeakers: (listener) => room.onSpeakers(listener),
      close: () => room.close(),
    };
  }

  async record(options: { legId: string; path: string }): Promise<MediaRecording> {
    return this.#leg(options.legId).record(() => this.#options.workers.record(options));
  }

  async health(): ReturnType<MediaPlane['health']> {
    const { workers, admitting } = await this.#options.workers.health();
    return { workers, engines: this.#pool.health(), admitting: admitting && this.#pool.pick() !== null };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#legs.values()].map((leg) => leg.close()));
    await this.#pool.close();
    await this.#digitLog.close();
    await this.#options.workers.close();
  }

  /** For leak tests and support. */
  dump(): { legs: number; sessions: number; relayed: number; workers: ReturnType<EmbeddedMediaPlane['dump']> } {
    const relayed = [...this.#legs.values()].filter((leg) => leg.relayedTo !== null).length;
    return { legs: this.#legs.size, sessions: this.#watches.size, relayed, workers: this.#options.workers.dump() };
  }

  #openSession(): EngineSession {
    const engine = this.#pool.pick();
    if (!engine) throw new MediaCapacityError('no_engine');
    return new EngineSession({ callId: randomUUID(), engine, another: (full) => this.#pool.pick(full) });
  }

  #leg(legId: string): RtpengineLeg {
    const leg = this.#legs.get(legId);
    if (!leg) throw new Error(`no media leg ${legId}`);
    return leg;
  }

  async #part(leg: RtpengineLeg): Promise<void> {
    const party = this.#parties.get(leg);
    this.#forget(leg);
    await leg.session.inTurn(() => this.#relays.leave(leg));
    if (party) this.#watches.get(party.session)?.wake();
  }

  /** Who talked to it hears nothing until joined anew. */
  #forget(leg: RtpengineLeg): void {
    const party = this.#parties.get(leg);
    if (party) this.#parties.delete(party);
    this.#parties.delete(leg);
  }

  #changed(leg: RtpengineLeg): void {
    this.#watches.get(leg.session)?.wake();
    void this.#settle(leg);
  }

  async #settle(leg: RtpengineLeg): Promise<void> {
    try {
      await leg.session.inTurn(() => this.#relays.settle(leg));
    } catch (error) {
      this.#options.log.error({ error, legId: leg.legId }, 'where the packets of a leg go could not be changed');
      leg.emit('failed', 'the media could not be joined');
    }
  }

  async #closed(leg: RtpengineLeg): Promise<void> {
    this.#legs.delete(leg.legId);
    this.#watches.get(leg.session)?.delete(leg);
    if (!(await this.#endIfEmpty(leg.session))) await leg.removeFromEngine();
  }

  async #endIfEmpty(session: EngineSession): Promise<boolean> {
    if (this.#watches.get(session)?.size !== 0) return false;
    this.#watches.delete(session);
    await session.end();
    return true;
  }

  #engineDied(engine: Engine, reason: string): void {
    for (const leg of this.#legs.values()) {
      if (leg.session.engine === engine) leg.emit('failed', `the media engine is gone: ${reason}`);
    }
  }

  /** Only of legs that no worker hears; the others are told by theirs. */
  #onDigit({ callId, tag, digit, durationMs }: LoggedDigit): void {
    for (const [session, watch] of this.#watches) {
      if (session.callId !== callId) continue;
      const leg = watch.legs().find((candidate) => candidate.farTag === tag);
      if (leg?.relayedTo) leg.emit('digit', digit, durationMs);
    }
  }
}
