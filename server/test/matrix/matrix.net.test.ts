import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testPlane } from '../../src/modules/telephony/media/testing/plane.ts';
import { rtpenginePlane } from '../../src/modules/telephony/media/testing/planes.ts';
import { TestEngine } from '../../src/modules/telephony/media/testing/rtpengine.ts';
import { hasTool } from '../../../tools/requirements.ts';
import { cellsOn, nameOf, type Cell } from './cells.ts';
import { openRealStage, type RealStage } from './real-stage.ts';

/** Real time may pass beside it for whoever else plays: those are played alone. */
const jumps = ({ scenario }: Cell): boolean => scenario === 'session refresh';

const cellsWhere = (isWanted: (cell: Cell) => boolean) =>
  cellsOn('real')
    .filter(isWanted)
    .map((cell) => ({ cell, name: nameOf(cell) }));

function playAll(openStage: () => Promise<RealStage>, isWanted: (cell: Cell) => boolean): void {
  let stage: RealStage;
  beforeAll(async () => {
    stage = await openStage();
  }, 60_000);
  afterAll(() => stage?.close());

  describe.concurrent('at the same time', () => {
    test.each(cellsWhere((cell) => isWanted(cell) && !jumps(cell)))('$name', async ({ cell }) => {
      await expect(stage.play(cell)).resolves.toBeUndefined();
    });
  });

  describe('each alone', () => {
    test.each(cellsWhere((cell) => isWanted(cell) && jumps(cell)))('$name', async ({ cell }) => {
      await expect(stage.play(cell)).resolves.toBeUndefined();
    });

    test('nothing is left, and the server broke no rule of the RFCs', async () => {
      const { left, broken, judged } = await stage.verdict();
      expect(left).toEqual(Object.fromEntries(Object.keys(left).map((what) => [what, 0])));
      expect(broken).toEqual([]);
      expect(judged).toBeGreaterThan(100);
    });
  });
}

describe('on real sockets', () => {
  playAll(
    () => openRealStage(testPlane({ ports: { min: 29_000, max: 29_398 } })),
    () => true,
  );
});

describe.skipIf(!hasTool('rtpengine'))('on real sockets, sound through rtpengine', () => {
  let engine: TestEngine;
  afterAll(() => engine?.kill());

  // Signalling differs in its transports, the sound only for browsers: those are Chromium in media/browser.net.test.ts,
  // because rtpengine and the WebRTC library of these cells connect but do not hear each other.
  playAll(
    async () => {
      engine = await TestEngine.start({ ports: 999 });
      return openRealStage(rtpenginePlane([engine]));
    },
    ({ transport }) => transport === 'udp',
  );
});
