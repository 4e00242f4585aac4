import type { Clock } from '#platform/clock';
import type { Logger } from '#platform/log';
import { createEmbeddedMediaPlane } from '../embedded-media-plane.ts';
import type { EngineAddress } from './ng-client.ts';
import { RtpengineMediaPlane } from './rtpengine-media-plane.ts';

type Options = {
  readonly engines: readonly EngineAddress[];
  readonly digitLog: EngineAddress;
  /** Threads behind the engines. */
  readonly workers: number;
  readonly ports: { readonly min: number; readonly max: number };
  readonly log: Logger;
  readonly clock: Clock;
};

/** The plane with workers of its own, that only the engines talk to. */
export function createRtpengineMediaPlane({ workers, ports, ...options }: Options): RtpengineMediaPlane {
  const { engines, log, clock } = options;
  const isLocal = engines.every(({ host }) => host.startsWith('127.') || host === '::1');
  const address = isLocal ? '127.0.0.1' : '0.0.0.0';
  return new RtpengineMediaPlane({
    ...options,
    workers: createEmbeddedMediaPlane({ workers, address, ports, log, clock }),
  });
}
