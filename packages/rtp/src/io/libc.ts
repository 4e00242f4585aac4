import { createRequire } from 'node:module';
import { endianness } from 'node:os';

/** The system calls of the fast loop. Each returns -1 on failure; the code is then in `errno()`. */
export type Libc = {
  socket(domain: number, type: number, protocol: number): number;
  bind(fd: number, address: Uint8Array, length: number): number;
  setsockopt(fd: number, level: number, name: number, value: Uint8Array, length: number): number;
  getsockname(fd: number, address: Uint8Array, length: Uint8Array): number;
  close(fd: number): number;
  epollCreate(flags: number): number;
  epollControl(epoll: number, operation: number, fd: number, event: Uint8Array): number;
  epollWait(epoll: number, events: Uint8Array, maximum: number, timeoutMs: number): number;
  /** Bytes read, or -1. */
  recvfrom(fd: number, into: Uint8Array, size: number, flags: number, source: Uint8Array, length: Uint8Array): number;
  sendto(fd: number, bytes: Uint8Array, size: number, flags: number, to: Uint8Array, length: number): number;
  eventfd(initial: number, flags: number): number;
  read(fd: number, into: Uint8Array, size: number): number;
  errno(): number;
};

/** Linux numbers, the same on x64 and arm64. */
export const linux = {
  AF_INET: 2,
  SOCK_DGRAM: 2,
  SOCK_NONBLOCK: 0o4000,
  SOCK_CLOEXEC: 0o2000000,
  SOL_SOCKET: 1,
  SO_RCVBUF: 8,
  EPOLLIN: 1,
  EPOLL_CTL_ADD: 1,
  EADDRINUSE: 98,
} as const;

/** `struct epoll_event` is packed on x64 only. */
export const epollEvent =
  process.arch === 'x64' ? { bytes: 12, dataOffset: 4 } : ({ bytes: 16, dataOffset: 8 } as const);

/** Null where the calls can't be reached: not Linux, no prebuilt koffi for this machine, native code forbidden. */
export function loadLibc(): Libc | null {
  if (process.platform !== 'linux' || endianness() !== 'LE') return null;
  try {
    const koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi');
    const libc = koffi.load(null);
    return {
      socket: libc.func('int socket(int, int, int)'),
      bind: libc.func('int bind(int, const void*, uint)'),
      setsockopt: libc.func('int setsockopt(int, int, int, const void*, uint)'),
      getsockname: libc.func('int getsockname(int, void*, void*)'),
      close: libc.func('int close(int)'),
      epollCreate: libc.func('int epoll_create1(int)'),
      epollControl: libc.func('int epoll_ctl(int, int, int, void*)'),
      epollWait: libc.func('int epoll_wait(int, void*, int, int)'),
      // `int` results spare a bigint per packet; datagrams are far below 2 GB.
      recvfrom: libc.func('int recvfrom(int, void*, size_t, int, void*, void*)'),
      sendto: libc.func('int sendto(int, const void*, size_t, int, const void*, uint)'),
      eventfd: libc.func('int eventfd(uint, int)'),
      read: libc.func('int read(int, void*, size_t)'),
      errno: () => koffi.errno(),
    };
  } catch {
    return null;
  }
}
