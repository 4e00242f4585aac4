import type { UdpIoChoice } from '@carillon/rtp/io';
import { systemClock } from '#platform/clock';
import { silentLogger } from '#platform/log';
import type { LogFields } from '#platform/log';
import { createEmbeddedMediaPlane } from '../embedded-media-plane.ts';
import type { EmbeddedMediaPlane } from '../embedded-media-plane.ts';

let nextRange = 0;

export type TestPlaneOptions = {
  onError?: (fields: LogFields) => void;
  io?: UdpIoChoice;
  workers?: number;
  ports?: { min: number; max: number };
};

/** A plane on loopback with a port range of its own, so that test files do not meet. */
export function testPlane(options: TestPlaneOptions = {}): EmbeddedMediaPlane {
  const base = 21_000 + (process.pid % 300) * 100 + (nextRange++ % 2) * 50;
  return createEmbeddedMediaPlane({
    workers: options.workers ?? 1,
    address: '127.0.0.1',
    ports: options.ports ?? { min: base, max: base + 49 },
    log: options.onError ? { ...silentLogger(), error: options.onError } : silentLogger(),
    clock: systemClock,
    ...(options.io ? { io: options.io } : {}),
  });
}
