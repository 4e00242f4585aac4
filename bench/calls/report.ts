import { figuresOf, formatBound, verdictOf } from './figures.ts';
import { isLasting } from './plan.ts';
import type { Measured, Outcome } from './workloads.ts';

const number = (value: number | null | undefined, digits: number): string =>
  value === null || value === undefined || !Number.isFinite(value) ? '-' : value.toFixed(digits);

const loadTitles = [
  'load',
  'server',
  'ok',
  'failed',
  'repeated',
  'per second',
  'CPU',
  'with PostgreSQL',
  'p50 / p99 ms',
  'lost',
  'others',
];

/** The tables that people read: each load on each server, then the figures that have a target. */
export function formatReport(run: readonly Measured[]): string {
  const figures = figuresOf(run).map((figure) => [
    figure.name,
    number(figure.carillon, 2),
    number(figure.reference, 2),
    formatBound(figure.target),
    verdictOf(figure),
  ]);
  const loads = formatTable([loadTitles, ...run.map(loadCells)]);
  if (figures.length === 0) return loads;
  return `${loads}\n\n${formatTable([['figure', 'Carillon', 'reference', 'target', ''], ...figures])}`;
}

function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((cells) => cells[column]!.length)));
  return rows
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function loadCells(measured: Measured): string[] {
  const unit = isLasting(measured.workload) ? '%/100' : 'ms';
  return [
    measured.name,
    measured.server,
    String(measured.ok),
    String(measured.failed),
    String(measured.repeated),
    number(measured.rate, 0),
    `${number(measured.cpu, 2)} ${unit}`,
    measured.cpuWithDatabase === null ? '-' : `${number(measured.cpuWithDatabase, 2)} ${unit}`,
    `${number(measured.latencyMs.p50, 2)} / ${number(measured.latencyMs.p99, 2)}`,
    measured.lossPct === null ? '-' : `${number(measured.lossPct, 3)} %`,
    `${number(measured.othersPct, 0)} %`,
  ];
}

/** Where the server's CPU went during a load, and how much memory it had. */
export function formatDetails({ measured: [first], threadSeconds, from, to }: Outcome): string {
  const threads = [...threadSeconds].filter(([, seconds]) => seconds >= 0.01);
  const shares = threads.map(([thread, seconds]) => `${thread} ${seconds.toFixed(2)} s`).join(', ');
  const when = `second ${from.toFixed(0)}-${to.toFixed(0)}`;
  return `${first!.name} (${when}): ${(first!.memoryKb / 1024).toFixed(0)} MB; threads: ${shares}`;
}
