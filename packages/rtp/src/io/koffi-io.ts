import { performance } from 'node:perf_hooks';
import { createDgramIo } from './dgram-io.ts';
import { epollEvent, linux, loadLibc } from './libc.ts';
import type { Libc } from './libc.ts';
import { parseSocketAddress, socketAddress } from './socket-address.ts';
import type { Endpoint, OpenSocketOptions, OpenSocketResult, UdpIo, UdpIoOptions, UdpSocket } from './udp.ts';

const maximumEvents = 256;
const maximumPacketBytes = 2_048;
const defaultReceiveBufferBytes = 262_144;
/** Longest block without work: timers of the thread are late by at most this. */
const maximumWaitMs = 20;
/** A turn of the event loop costs as much as half a packet: not after each one. Promises wait this long at most. */
const turnMs = 4;
const wakeSlot = 0xffff_ffff;

type Slot = { fd: number; onPacket: OpenSocketOptions['onPacket']; lastKey: number; lastSource: Endpoint };

/**
 * Sockets read and written by system calls, one epoll loop per thread. The loop blocks the thread between packets
 * and gives the event loop one turn after each wake-up, so that messages, timers and promises go on. Null when the
 * system calls can't be reached. IPv6 addresses go through `node:dgram`.
 */
export function createKoffiIo(options: UdpIoOptions = {}): UdpIo | null {
  const libc = loadLibc();
  if (!libc) return null;
  const epoll = libc.epollCreate(linux.SOCK_CLOEXEC);
  const wake = libc.eventfd(0, linux.SOCK_CLOEXEC | linux.SOCK_NONBLOCK);
  if (epoll < 0 || wake < 0) return null;
  return new KoffiIo(libc, { epoll, wake }, options);
}

class KoffiIo implements UdpIo {
  readonly kind = 'koffi';
  readonly #libc: Libc;
  readonly #epoll: number;
  readonly #wake: number;
  readonly #nextDeadline: () => number | null;
  readonly #descriptors: Int32Array | null;
  readonly #slots: (Slot | null)[] = [];
  readonly #freeSlots: number[] = [];
  readonly #sockets = new Set<UdpSocket>();
  readonly #events = Buffer.alloc(maximumEvents * epollEvent.bytes);
  readonly #packet = Buffer.alloc(maximumPacketBytes);
  readonly #source = Buffer.alloc(16);
  readonly #sourceLength = Buffer.alloc(4);
  readonly #wakeCount = Buffer.alloc(8);
  readonly #portable = createDgramIo();
  #running = false;
  #closed = false;

  constructor(libc: Libc, descriptors: { epoll: number; wake: number }, options: UdpIoOptions) {
    this.#libc = libc;
    this.#epoll = descriptors.epoll;
    this.#wake = descriptors.wake;
    this.#nextDeadline = options.nextDeadline ?? (() => null);
    this.#descriptors = options.descriptors ?? null;
    this.#note(-2, this.#epoll);
    this.#note(-1, this.#wake);
    this.#watch(this.#wake, wakeSlot);
  }

  get openSockets(): number {
    return this.#sockets.size + this.#portable.openSockets;
  }

  get wakeDescriptor(): number | null {
    return this.#closed ? null : this.#wake;
  }

  async open(options: OpenSocketOptions): Promise<OpenSocketResult> {
    if (this.#closed) return { kind: 'failed', reason: 'closed' };
    if (options.address.includes(':')) return this.#portable.open(options);
    const opened = this.#bind(options);
    if (typeof opened !== 'number') return opened;
    const socket = this.#adopt(opened, options);
    this.#start();
    return { kind: 'open', socket };
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await Promise.all([...this.#sockets].map((socket) => socket.close()));
    await this.#portable.close();
    this.#libc.close(this.#epoll);
    this.#note(-2, -1);
    // Another thread may be about to write to it: with a table, whoever reads the table closes it.
    if (!this.#descriptors) this.#libc.close(this.#wake);
  }

  /** A bound descriptor, or why there is none. */
  #bind(options: OpenSocketOptions): number | Exclude<OpenSocketResult, { kind: 'open' }> {
    const libc = this.#libc;
    const fd = libc.socket(linux.AF_INET, linux.SOCK_DGRAM | linux.SOCK_NONBLOCK | linux.SOCK_CLOEXEC, 0);
    if (fd < 0) return { kind: 'failed', reason: `errno ${libc.errno()}` };
    const size = Buffer.alloc(4);
    size.writeUInt32LE(options.receiveBufferBytes ?? defaultReceiveBufferBytes);
    libc.setsockopt(fd, linux.SOL_SOCKET, linux.SO_RCVBUF, size, 4);
    if (libc.bind(fd, socketAddress(options), 16) === 0) return fd;
    const code = libc.errno();
    libc.close(fd);
    return code === linux.EADDRINUSE ? { kind: 'port_in_use' } : { kind: 'failed', reason: `errno ${code}` };
  }

  #adopt(fd: number, options: OpenSocketOptions): UdpSocket {
    const index = this.#freeSlots.pop() ?? this.#slots.length;
    const slot: Slot = { fd, onPacket: options.onPacket, lastKey: -1, lastSource: { address: '', port: 0 } };
    this.#slots[index] = slot;
    this.#note(index, fd);
    this.#watch(fd, index);
    const socket = this.#socket(slot, index);
    this.#sockets.add(socket);
    return socket;
  }

  #socket(slot: Slot, index: number): UdpSocket {
    const libc = this.#libc;
    const own = Buffer.alloc(16);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(16);
    libc.getsockname(slot.fd, own, length);
    let destination: Endpoint | null = null;
    let destinationBytes: Uint8Array = own;
    const socket: UdpSocket = {
      port: own.readUInt16BE(2),
      send: (packet, to) => {
        if (slot.fd < 0) return;
        if (to !== destination) {
          destinationBytes = socketAddress(to);
          destination = to;
        }
        libc.sendto(slot.fd, packet, packet.length, 0, destinationBytes, 16);
      },
      close: async () => {
        if (slot.fd < 0) return;
        this.#note(index, -1);
        // Closing also takes the descriptor out of the epoll set.
        libc.close(slot.fd);
        slot.fd = -1;
        this.#slots[index] = null;
        this.#freeSlots.push(index);
        this.#sockets.delete(socket);
      },
    };
    return socket;
  }

  /** The loop's own two descriptors come before those of the sockets. */
  #note(index: number, fd: number): void {
    if (this.#descriptors) Atomics.store(this.#descriptors, index + 2, fd);
  }

  #watch(fd: number, index: number): void {
    const event = Buffer.alloc(epollEvent.bytes);
    event.writeUInt32LE(linux.EPOLLIN, 0);
    event.writeUInt32LE(index, epollEvent.dataOffset);
    this.#libc.epollControl(this.#epoll, linux.EPOLL_CTL_ADD, fd, event);
  }

  #start(): void {
    if (this.#running) return;
    this.#running = true;
    setImmediate(this.#turn);
  }

  /** Packets for some milliseconds, then one turn of the event loop. With no socket left the thread goes back to Node. */
  readonly #turn = (): void => {
    if (this.#closed || this.#sockets.size === 0) {
      this.#running = false;
      return;
    }
    const endMs = Math.min(performance.now() + turnMs, this.#nextDeadline() ?? Infinity);
    let waitMs = this.#waitMs();
    while (this.#receiveReady(waitMs) && !this.#closed) {
      waitMs = Math.floor(endMs - performance.now());
      if (waitMs < 1) break;
    }
    setImmediate(this.#turn);
  };

  /** Waits once and takes what came. False when nothing did, or when another thread wants our attention. */
  #receiveReady(waitMs: number): boolean {
    const count = this.#libc.epollWait(this.#epoll, this.#events, maximumEvents, waitMs);
    let isWoken = false;
    for (let index = 0; index < count; index += 1) {
      const slotIndex = this.#events.readUInt32LE(index * epollEvent.bytes + epollEvent.dataOffset);
      if (slotIndex === wakeSlot) {
        isWoken = true;
        this.#libc.read(this.#wake, this.#wakeCount, 8);
      } else this.#receive(slotIndex);
    }
    return count > 0 && !isWoken;
  }

  #waitMs(): number {
    const deadline = this.#nextDeadline();
    if (deadline === null) return maximumWaitMs;
    return Math.max(0, Math.min(maximumWaitMs, Math.ceil(deadline - performance.now())));
  }

  /** One datagram per readiness: epoll says again when there are more, and a stream seldom has two waiting. */
  #receive(slotIndex: number): void {
    const slot = this.#slots[slotIndex];
    if (!slot) return;
    this.#sourceLength.writeUInt32LE(16);
    const size = this.#libc.recvfrom(slot.fd, this.#packet, maximumPacketBytes, 0, this.#source, this.#sourceLength);
    if (size < 0) return;
    const key = this.#source.readUInt32LE(4) * 65_536 + this.#source.readUInt16LE(2);
    if (key !== slot.lastKey) {
      slot.lastKey = key;
      slot.lastSource = parseSocketAddress(this.#source);
    }
    slot.onPacket(this.#packet.subarray(0, size), slot.lastSource);
  }
}
