import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NetworkConditions } from '@carillon/sip/testing';
import { cellsOn, everyCell, idleExclusions, nameOf, reasonToExclude, type Transport } from './cells.ts';
import { openSimulatedStage, type SimulatedStage } from './simulated-stage.ts';

type Network = NetworkConditions & {
  readonly name: string;
  readonly transport: Transport;
  /** What a packet carries does not matter to who loses it: the others are G.711 alone. */
  readonly allSounds?: boolean;
};

const calm = { loss: 0, duplication: 0, minDelayMs: 1, maxDelayMs: 30 };

const networks: readonly Network[] = [
  { ...calm, name: 'UDP that loses 15 %', transport: 'udp', loss: 0.15 },
  { ...calm, name: 'UDP that repeats 30 %', transport: 'udp', duplication: 0.3 },
  { ...calm, name: 'UDP that reorders by up to 120 ms', transport: 'udp', maxDelayMs: 120 },
  {
    ...calm,
    name: 'UDP that does all of it',
    transport: 'udp',
    loss: 0.15,
    duplication: 0.15,
    maxDelayMs: 120,
    allSounds: true,
  },
  // A stream loses nothing: what is late and in pieces is late for all that follows.
  { ...calm, name: 'TCP that is late, in pieces', transport: 'tcp', maxDelayMs: 300, pieceBytes: 100, allSounds: true },
];

const seed = 7;

const cellsFor = ({ transport, allSounds = false }: Network) =>
  cellsOn('simulated')
    .filter((cell) => cell.transport === transport && (allSounds || cell.sound === 'G.711'))
    .map((cell) => ({ cell, name: nameOf(cell) }));

describe.each(networks)('$name', (network) => {
  let stage: SimulatedStage;
  beforeAll(async () => {
    stage = await openSimulatedStage(seed);
  });
  afterAll(() => stage?.close());

  test.each(cellsFor(network))('$name', async ({ cell }) => {
    await expect(stage.play(cell, network)).resolves.toBeUndefined();
  });
});

test('every cell is gone through or excluded with a reason, and no exclusion is idle', () => {
  for (const ground of ['simulated', 'real'] as const) {
    const excluded = everyCell.filter((cell) => reasonToExclude(cell, ground) !== null);
    expect(cellsOn(ground).length + excluded.length).toBe(everyCell.length);
  }
  expect(idleExclusions()).toEqual([]);
});
