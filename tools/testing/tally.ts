// Counts what a run of vitest wrote down.
import { existsSync, readFileSync } from 'node:fs';
import type { ReportLine } from '../vitest/report.ts';

export type Tally = {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Tests and files that began and never ended: where a run that had to be stopped was. */
  readonly unfinished: readonly string[];
};

export const emptyTally: Tally = { passed: 0, failed: 0, skipped: 0, unfinished: [] };

/** Adds two tallies. */
export function addTallies(a: Tally, b: Tally): Tally {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
    unfinished: [...a.unfinished, ...b.unfinished],
  };
}

/**
 * Counts the lines of a report. What began and never ended, and a file that could not be loaded, count as failed. A
 * worker that spins cannot say which test it is in, so then the file is all there is to name.
 */
export function tallyLines(lines: readonly ReportLine[]): Tally {
  const running = new Map<string, string>();
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const line of lines) {
    if (line.kind === 'file_started') running.set(line.file, line.file);
    if (line.kind === 'file_ended') running.delete(line.file);
    if (line.kind === 'started') running.set(line.id, `${line.file} > ${line.name}`);
    if (line.kind === 'file_failed') counts.failed += 1;
    if (line.kind === 'ended') {
      counts[line.state] += 1;
      running.delete(line.id);
    }
  }
  const all = [...running.values()];
  const unfinished = all.filter((name) => !all.some((other) => other.startsWith(`${name} > `)));
  return { ...counts, failed: counts.failed + unfinished.length, unfinished };
}

/** Reads and counts a report file; nothing when vitest did not get as far as writing one. */
export function readTally(path: string): Tally {
  if (!existsSync(path)) return emptyTally;
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
  return tallyLines(lines.map((line) => JSON.parse(line) as ReportLine));
}

/** The closing line of `npm test`. */
export function closingLine(tally: Tally): string {
  return `${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`;
}
