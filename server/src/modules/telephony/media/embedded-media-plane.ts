import { randomInt } from 'node:crypto';
import { createPortPool } from '@carillon/rtp/io';
import type { PortLease, PortPool, UdpIoChoice } from '@carillon/rtp/io';
import { createDtlsCertificate, createIceCredentials } from '@carillon/rtp/webrtc';
import type { DtlsCertificate } from '@carillon/rtp/webrtc';
import type { Clock } from '#platform/clock';
import type { Logger } from '#platform/log';
import type { MediaPlane, MediaRecording, MediaRoom, OpenLegOptions } from '../ports/media-plane.ts';
import { advertisedAddresses, mediaAddress } from './addresses.ts';
import { Bridges } from './bridges.ts';
import { MediaCapacityError } from './capacity-error.ts';
import { EmbeddedLeg } from './embedded-leg.ts';
import { embeddedRecording } from './embedded-recording.ts';
import { EmbeddedRoom } from './embedded-room.ts';
import { LegDescription } from './leg-description.ts';
import type { OpenReply } from './protocol.ts';
import type { WorkerHandle } from './worker-handle.ts';
import { legCosts, WorkerPool } from './worker-pool.ts';

export type EmbeddedMediaPlaneOptions = {
  /** Number of media threads, at least 1. */
  readonly workers: number;
  /** IP address that the sockets are bound to; `0.0.0.0` for all of IPv4. */
  readonly address: string;
  /** IP address that the far sides are told, when it is another one (1:1 NAT). */
  readonly publicAddress?: string;
  /** Both included; a leg takes an even port and the odd one above. */
  readonly ports: { readonly min: number; readonly max: number };
  readonly log: Logger;
  readonly clock: Clock;
  /** Default `auto`: system calls where they load, `node:dgram` elsewhere. */
  readonly io?: UdpIoChoice;
};

/** A port that another program holds is not tried again for this long. */
const foreignPortRestMs = 60_000;
const portTries = 20;

type OpenedLeg = { readonly leg: EmbeddedLeg; readonly lease: PortLease; readonly baseCost: number; cost: number };

/** The media plane whose sockets live in our own worker threads. Starts them at once. */
export function createEmbeddedMediaPlane(options: EmbeddedMediaPlaneOptions): EmbeddedMediaPlane {
  return new EmbeddedMediaPlane(options, createDtlsCertificate(options.clock.nowMs()));
}

export class EmbeddedMediaPlane implements MediaPlane {
  readonly #addresses: readonly string[];
  readonly #certificate: DtlsCertificate;
  readonly #ports: PortPool;
  readonly #pool: WorkerPool;
  readonly #legs = new Map<string, OpenedLeg>();
  readonly #bridges: Bridges;
  readonly #rooms = new Map<string, EmbeddedRoom>();
  #recordings = 0;

  constructor(options: EmbeddedMediaPlaneOptions, certificate: DtlsCertificate) {
    this.#addresses = advertisedAddresses(options);
    this.#certificate = certificate;
    this.#ports = createPortPool({ ...options.ports, now: () => options.clock.nowMs() });
    this.#pool = new WorkerPool({
      size: Math.max(1, options.workers),
      settings: { address: mediaAddress(options.address), io: options.io ?? 'auto', certificate },
      clock: options.clock,
      log: options.log,
      onEvent: (legId, event) => this.#legs.get(legId)?.leg.emit(event),
      onSpeakers: (roomId, legIds) => this.#rooms.get(roomId)?.emitSpeakers(legIds),
      onDied: (worker, reason) => this.#workerDied(worker, reason),
    });
    this.#bridges = new Bridges({
      legOf: (legId) => this.#legs.get(legId)?.leg ?? null,
      onChanged: (legId) => this.#rebook(legId),
      openPipeEnd: this.#openPipeEnd,
    });
  }

  async openLeg(options: OpenLegOptions): Promise<EmbeddedLeg> {
    if (this.#legs.has(options.legId)) throw new Error(`media leg ${options.legId} is already open`);
    const worker = this.#pool.admit(options.transport, this.#workerOf(options.near));
    if (!worker) throw new MediaCapacityError('workers_full');
    return this.#open(options, worker, legCosts[options.transport]);
  }

  async bridge(legIdA: string, legIdB: string): Promise<void> {
    await Promise.all([this.#leaveRoom(legIdA), this.#leaveRoom(legIdB)]);
    await this.#bridges.connect(legIdA, legIdB);
  }

  async unbridge(legId: string): Promise<void> {
    await this.#bridges.disconnect(legId);
  }

  async openRoom({ roomId, near }: { roomId: string; near?: string }): Promise<MediaRoom> {
    if (this.#rooms.has(roomId)) throw new Error(`media room ${roomId} is already open`);
    const worker = this.#workerOf(near) ?? this.#pool.admit('rtp', null);
    if (!worker) throw new MediaCapacityError('workers_full');
    const room = new EmbeddedRoom({
      roomId,
      worker,
      legOf: (legId) => this.#legs.get(legId)?.leg ?? null,
      openPipeEnd: this.#openPipeEnd,
      release: async (legId) => {
        await this.#bridges.disconnect(legId);
        await this.#leaveRoom(legId, room);
      },
      onChanged: (legId) => this.#rebook(legId),
      onClosed: (closed) => this.#rooms.delete(closed.roomId),
    });
    this.#rooms.set(roomId, room);
    await worker.request({ kind: 'open_room', roomId });
    return room;
  }

  async record({ legId, path }: { legId: string; path: string }): Promise<MediaRecording> {
    const worker = this.#legs.get(legId)?.leg.worker;
    if (!worker) throw new Error(`no media leg ${legId}`);
    this.#recordings += 1;
    const recordingId = `recording-${this.#recordings}`;
    const reply = await worker.request({ kind: 'record', legId, recordingId, path });
    if (reply && 'kind' in reply && reply.kind === 'gone') throw new MediaCapacityError('workers_full');
    return embeddedRecording({ worker, recordingId, path });
  }

  async health(): ReturnType<MediaPlane['health']> {
    return { workers: this.#pool.health(), admitting: this.#pool.admit('rtp', null) !== null };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#legs.values()].map(({ leg }) => leg.close()));
    await this.#pool.close();
  }

  /** Open legs and leased ports, for leak tests and support. */
  dump(): { legs: number; rooms: number; leasedPorts: number; workers: ReturnType<WorkerPool['health']> } {
    return {
      legs: this.#legs.size,
      rooms: this.#rooms.size,
      leasedPorts: this.#ports.leased,
      workers: this.#pool.health(),
    };
  }

  /** Ends a thread as a crash would: for tests of what follows. */
  async crashWorker(id: number): Promise<void> {
    await this.#pool.crash(id);
  }

  readonly #openPipeEnd = (worker: WorkerHandle, legId: string): Promise<EmbeddedLeg> =>
    this.#open({ legId, transport: 'rtp' }, worker, legCosts.rtp);

  /** Of a leg or a room. */
  #workerOf(id: string | undefined): WorkerHandle | null {
    if (id === undefined) return null;
    return this.#legs.get(id)?.leg.worker ?? this.#rooms.get(id)?.worker ?? null;
  }

  #roomOf(legId: string): EmbeddedRoom | null {
    for (const room of this.#rooms.values()) if (room.has(legId)) return room;
    return null;
  }

  /** Out of every room but `except`. */
  async #leaveRoom(legId: string, except?: EmbeddedRoom): Promise<void> {
    for (const room of this.#rooms.values()) if (room !== except) await room.leave(legId);
  }

  async #open(options: OpenLegOptions, worker: WorkerHandle, cost: number): Promise<EmbeddedLeg> {
    this.#pool.book(worker, cost, 1);
    try {
      return await this.#openOnFreePort(options, worker, cost);
    } catch (error) {
      this.#pool.book(worker, -cost, -1);
      throw error;
    }
  }

  async #openOnFreePort(options: OpenLegOptions, worker: WorkerHandle, cost: number): Promise<EmbeddedLeg> {
    const { legId, transport, security = 'none' } = options;
    const ice = transport === 'webrtc' ? createIceCredentials() : null;
    const ssrc = randomInt(2 ** 32);
    for (let attempt = 0; attempt < portTries; attempt += 1) {
      const lease = this.#ports.take();
      if (!lease) throw new MediaCapacityError('ports_exhausted');
      const reply = (await worker.request({ kind: 'open', legId, transport, ...lease, ssrc, ice })) as
        | OpenReply
        | { kind: 'gone' };
      if (reply.kind === 'open') {
        const description = this.#describe({ transport, security, port: lease.rtpPort, ssrc, ice });
        return this.#adopt({ legId, worker, description }, lease, cost);
      }
      this.#ports.release(lease, reply.kind === 'port_in_use' ? foreignPortRestMs : 0);
      if (reply.kind === 'gone') throw new MediaCapacityError('workers_full');
      if (reply.kind === 'failed') throw new MediaCapacityError('address_unusable', { cause: reply.reason });
    }
    throw new MediaCapacityError('ports_exhausted');
  }

  #describe(
    own: Pick<ConstructorParameters<typeof LegDescription>[0], 'transport' | 'security' | 'port' | 'ssrc' | 'ice'>,
  ): LegDescription {
    return new LegDescription({ ...own, addresses: this.#addresses, fingerprint: this.#certificate.fingerprint });
  }

  #adopt(own: Pick<EmbeddedLeg, 'legId' | 'worker' | 'description'>, lease: PortLease, cost: number): EmbeddedLeg {
    const leg = new EmbeddedLeg({
      ...own,
      onConfigured: async ({ legId }) => {
        await this.#bridges.refresh(legId);
        await this.#roomOf(legId)?.refresh(legId);
      },
      onClosed: (closed) => this.#closed(closed),
    });
    this.#legs.set(leg.legId, { leg, lease, baseCost: cost, cost });
    return leg;
  }

  /** A leg whose party has another codec costs more; the load shows it, and new legs go elsewhere. */
  #rebook(legId: string): void {
    const opened = this.#legs.get(legId);
    if (!opened) return;
    const partyId = this.#bridges.partyOf(legId);
    const party = partyId === null ? undefined : this.#legs.get(partyId);
    const codecs = [opened, party].map((each) => each?.leg.description.media?.codec);
    const isTranscoded = codecs[0] !== undefined && codecs[1] !== undefined && codecs[0] !== codecs[1];
    const cost = Math.max(opened.baseCost, isTranscoded ? legCosts.processed : this.#costInRoom(opened.leg));
    this.#pool.book(opened.leg.worker, cost - opened.cost, 0);
    opened.cost = cost;
  }

  #costInRoom(leg: EmbeddedLeg): number {
    if (!this.#roomOf(leg.legId)) return 0;
    const codec = leg.description.media?.codec;
    return codec === 'PCMA' || codec === 'PCMU' ? legCosts.mixed : legCosts.processed;
  }

  #closed(leg: EmbeddedLeg): void {
    const opened = this.#legs.get(leg.legId);
    if (opened?.leg !== leg) return;
    this.#legs.delete(leg.legId);
    this.#ports.release(opened.lease);
    this.#pool.book(leg.worker, -opened.cost, -1);
    this.#bridges.forget(leg.legId);
    this.#roomOf(leg.legId)?.forget(leg.legId);
  }

  #workerDied(worker: WorkerHandle, reason: string): void {
    for (const room of this.#rooms.values()) if (room.worker === worker) room.fail(reason);
    for (const { leg } of this.#legs.values()) {
      if (leg.worker === worker) leg.emit({ name: 'failed', args: [reason] });
    }
  }
}
