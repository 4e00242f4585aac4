import { afterAll, beforeAll, describe } from 'vitest';
import { systemClock } from '#platform/clock';
import { silentLogger } from '#platform/log';
import { hasTool } from '../../../../../../tools/requirements.ts';
import type { MediaPlane } from '../../ports/media-plane.ts';
import { RtpengineMediaPlane } from '../rtpengine/rtpengine-media-plane.ts';
import { testPlane } from './plane.ts';
import type { TestPlaneOptions } from './plane.ts';
import { TestEngine } from './rtpengine.ts';

export type PlaneUnderTest = {
  readonly kind: 'embedded' | 'rtpengine';
  readonly open: (options?: TestPlaneOptions) => MediaPlane;
};

/** The same tests on both media planes; the second one with an engine that this suite starts and ends. */
export function onEachPlane(suite: (under: PlaneUnderTest) => void): void {
  describe('on the embedded plane', () => {
    suite({ kind: 'embedded', open: testPlane });
  });
  describe.skipIf(!hasTool('rtpengine'))('on the rtpengine plane', () => {
    let engine: TestEngine;
    beforeAll(async () => {
      engine = await TestEngine.start();
    });
    afterAll(() => engine.kill());
    suite({ kind: 'rtpengine', open: (options) => rtpenginePlane([engine], options) });
  });
}

/** For the legs behind the engines: ports rest for some seconds, and these suites open many. */
const firstPort = 12_000 + (process.pid % 20) * 400;
const ports = { min: firstPort, max: firstPort + 399 };

export function rtpenginePlane(engines: readonly TestEngine[], options: TestPlaneOptions = {}): RtpengineMediaPlane {
  return new RtpengineMediaPlane({
    engines: engines.map(({ address }) => address),
    digitLog: engines[0]!.digitLog,
    workers: testPlane({ ports, ...options }),
    log: options.onError ? { ...silentLogger(), error: options.onError } : silentLogger(),
    clock: systemClock,
  });
}
