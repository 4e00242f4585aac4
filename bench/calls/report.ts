import type { Measured, Workload } from './workloads.ts';

export type Row = { readonly workload: Workload; readonly carillon: Measured; readonly reference: Measured | null };

const number = (value: number | null | undefined, digits: number): string =>
  value === null || value === undefined || !Number.isFinite(value) ? '-' : value.toFixed(digits);

const titles = [
  'workload',
  'server',
  'ok',
  'failed',
  'repeated',
  'per second',
  'CPU',
  'PostgreSQL',
  'p50 / p99 ms',
  'others',
];

/** The table that people read; `others`: what the rest of the machine took meanwhile, % of a core. */
export function formatReport(rows: readonly Row[]): string {
  const lines = rows.flatMap(({ workload, carillon, reference }) => [
    line(workload, 'Carillon', carillon),
    ...(reference === null ? [] : [line(workload, 'reference', reference)]),
  ]);
  const all = [titles, ...lines];
  const widths = titles.map((_, column) => Math.max(...all.map((cells) => cells[column]!.length)));
  return all.map((cells) => cells.map((cell, column) => cell.padEnd(widths[column]!)).join('  ')).join('\n');
}

function line(workload: Workload, server: string, measured: Measured): string[] {
  const { result, units, failed, repeated, serverCpuSeconds, databaseCpuSeconds } = measured;
  const latency = workload.kind === 'register' ? result.latency?.register_ms : result.latency?.invite_to_180_ms;
  const shown = workload.kind === 'held' ? result.media?.delay_ms : latency;
  return [
    nameOf(workload),
    server,
    String(workload.kind === 'held' ? (result.sipp?.ok ?? 0) : units),
    String(failed),
    String(repeated),
    number(result.rate, 0),
    cost(workload, units, serverCpuSeconds, result.wall_s),
    server === 'Carillon' ? cost(workload, units, databaseCpuSeconds, result.wall_s) : '-',
    `${number(shown?.p50, 2)} / ${number(shown?.p99, 2)}`,
    `${number(result.other_cpu_pct, 0)} %`,
  ];
}

function nameOf({ kind, rate, count }: Workload): string {
  return kind === 'held' ? `${count} calls held` : `${kind} ${rate}/s`;
}

/** Milliseconds each, or % of a core per 100 calls held. */
function cost({ kind }: Workload, units: number, cpuSeconds: number, wallSeconds: number): string {
  if (kind !== 'held') return `${number((1_000 * cpuSeconds) / units, 2)} ms`;
  return `${number((10_000 * cpuSeconds) / wallSeconds / units, 1)} %/100`;
}

/** Where the server's CPU went, and what a call kept in memory. */
export function formatDetails({ workload, carillon, reference }: Row): string {
  const threads = [...carillon.cpuSecondsByThread].filter(([, seconds]) => seconds >= 0.01);
  const shares = threads.map(([name, seconds]) => `${name} ${seconds.toFixed(2)} s`).join(', ');
  const memory = (measured: Measured) => `${(measured.memoryKbGrown / measured.units).toFixed(0)} kB`;
  const held = workload.kind === 'held';
  const media = carillon.cpuSecondsByThread.get('media') ?? 0;
  const all = threads.reduce((sum, [, seconds]) => sum + seconds, 0);
  const signalling = held ? '' : `; without media ${((1_000 * (all - media)) / carillon.units).toFixed(2)} ms each`;
  const loss = held ? `; loss ${number(carillon.result.media?.loss_pct, 3)} %` : '';
  const each = held
    ? `; memory per call ${memory(carillon)}${reference === null ? '' : ` (reference ${memory(reference)})`}`
    : '';
  return `${nameOf(workload)} (second ${carillon.seconds.from.toFixed(0)}-${carillon.seconds.to.toFixed(0)}): threads: ${shares}${signalling}${each}${loss}`;
}
