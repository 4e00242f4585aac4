import type { CodecName } from '../../src/modules/telephony/ports/media-plane.ts';
import { scenarios, type ScenarioName } from './scenarios.ts';

export const transports = ['udp', 'tcp', 'tls', 'wss'] as const;
export type Transport = (typeof transports)[number];

/** What the calling telephone speaks, and what everybody else does. */
export const sounds = {
  'G.711': { caller: 'PCMA', others: 'PCMA' },
  Opus: { caller: 'opus', others: 'opus' },
  transcoding: { caller: 'opus', others: 'PCMA' },
} as const satisfies Record<string, { caller: CodecName; others: CodecName }>;
export type SoundName = keyof typeof sounds;

/** `simulated`: time and network of the test's own, sound as who would hear whom. `real`: sockets and audible tones. */
export type Ground = 'simulated' | 'real';

export type Cell = { readonly transport: Transport; readonly sound: SoundName; readonly scenario: ScenarioName };

type Exclusion = Partial<Cell> & { readonly ground?: Ground; readonly reason: string };

/** Cells that make no sense. Each must exclude something. */
const excluded: readonly Exclusion[] = [
  { scenario: 'CANCEL races', sound: 'Opus', reason: 'no sound is agreed before the answer, so the codec is nothing' },
  { scenario: 'CANCEL races', sound: 'transcoding', reason: 'no sound is agreed before the answer' },
  { scenario: 'a busy telephone', sound: 'Opus', reason: 'a refusal has no sound' },
  { scenario: 'a busy telephone', sound: 'transcoding', reason: 'a refusal has no sound' },
  {
    ground: 'simulated',
    transport: 'wss',
    reason: 'a WebSocket is opened by the HTTP server, on a real socket; its frames neither get lost nor overtake',
  },
  {
    ground: 'simulated',
    transport: 'tls',
    reason: 'the simulated network encrypts nothing: it would be the cell of TCP again',
  },
];

export const reasonToExclude = (cell: Cell, ground: Ground): string | null =>
  excluded.find((exclusion) => isMatch(exclusion, cell, ground))?.reason ?? null;

function isMatch({ reason: _, ...wanted }: Exclusion, cell: Cell, ground: Ground): boolean {
  const all: Record<string, string> = { ...cell, ground };
  return Object.entries(wanted).every(([dimension, value]) => all[dimension] === value);
}

export const everyCell: readonly Cell[] = transports.flatMap((transport) =>
  (Object.keys(sounds) as SoundName[]).flatMap((sound) =>
    (Object.keys(scenarios) as ScenarioName[]).map((scenario) => ({ transport, sound, scenario })),
  ),
);

/** The cells to go through on this ground. */
export const cellsOn = (ground: Ground): Cell[] => everyCell.filter((cell) => reasonToExclude(cell, ground) === null);

export const nameOf = ({ transport, sound, scenario }: Cell): string => `${transport}, ${sound}: ${scenario}`;

/** Exclusions that no cell meets any more. */
export const idleExclusions = (): string[] =>
  excluded
    .filter((exclusion) =>
      (['simulated', 'real'] as const).every((ground) => !everyCell.some((cell) => isMatch(exclusion, cell, ground))),
    )
    .map(({ reason }) => reason);
