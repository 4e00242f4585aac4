import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cellsOn, nameOf, type Cell } from './cells.ts';
import { openRealStage, type RealStage } from './real-stage.ts';

/** Real time may pass beside it for whoever else plays: those are played alone. */
const jumps = ({ scenario }: Cell): boolean => scenario === 'session refresh';

const cellsWhere = (isWanted: (cell: Cell) => boolean) =>
  cellsOn('real')
    .filter(isWanted)
    .map((cell) => ({ cell, name: nameOf(cell) }));

describe('on real sockets', () => {
  let stage: RealStage;
  beforeAll(async () => {
    stage = await openRealStage({ rtpPorts: { min: 29_000, max: 29_398 } });
  }, 60_000);
  afterAll(() => stage?.close());

  describe.concurrent('at the same time', () => {
    test.each(cellsWhere((cell) => !jumps(cell)))('$name', async ({ cell }) => {
      await expect(stage.play(cell)).resolves.toBeUndefined();
    });
  });

  describe('each alone', () => {
    test.each(cellsWhere(jumps))('$name', async ({ cell }) => {
      await expect(stage.play(cell)).resolves.toBeUndefined();
    });

    test('nothing is left, and the server broke no rule of the RFCs', async () => {
      const { left, broken, judged } = await stage.verdict();
      expect(left).toEqual(Object.fromEntries(Object.keys(left).map((what) => [what, 0])));
      expect(broken).toEqual([]);
      expect(judged).toBeGreaterThan(100);
    });
  });
});
