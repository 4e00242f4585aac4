// Runs the checks, two at a time, and prints a table.
import type { Check, CheckOutcome, Finding } from './check.ts';
import { deadCodeCheck } from './dead-code.ts';
import { dependenciesCheck } from './dependencies.ts';
import { formatCheck } from './format.ts';
import { generatedCheck } from './generated.ts';
import { glossaryCheck } from './glossary.ts';
import { lintCheck } from './lint.ts';
import { migrationsCheck } from './migrations.ts';
import { namesCheck } from './names.ts';
import { purityCheck } from './purity.ts';
import { sizesCheck } from './sizes.ts';
import { typesCheck } from './types.ts';
import { wallsCheck } from './walls.ts';

/** Every check, in the order of the table. */
export const checks: readonly Check[] = [
  typesCheck,
  lintCheck,
  formatCheck,
  wallsCheck,
  dependenciesCheck,
  deadCodeCheck,
  sizesCheck,
  glossaryCheck,
  namesCheck,
  purityCheck,
  migrationsCheck,
  generatedCheck,
];

export type CheckResult = CheckOutcome & { readonly name: string; readonly seconds: number };

const atOnce = 2;
const shownFindings = 40;

async function runOne(check: Check, root: string): Promise<CheckResult> {
  const startedAtMs = Date.now();
  const outcome = await check.run(root).catch((error: unknown) => {
    const message = `could not run: ${error instanceof Error ? error.message : String(error)}`;
    return { findings: [{ where: check.name, message }] };
  });
  return { ...outcome, name: check.name, seconds: (Date.now() - startedAtMs) / 1000 };
}

async function runAll(selected: readonly Check[], root: string): Promise<CheckResult[]> {
  const results = new Map<string, CheckResult>();
  const waiting = [...selected];
  const worker = async (): Promise<void> => {
    for (let check = waiting.shift(); check; check = waiting.shift())
      results.set(check.name, await runOne(check, root));
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return selected.flatMap((check) => results.get(check.name) ?? []);
}

function print(title: string, findings: readonly Finding[]): void {
  if (findings.length === 0) return;
  console.log(`\n${title}`);
  for (const { where, message } of findings.slice(0, shownFindings)) console.log(`  ${where}  ${message}`);
  if (findings.length > shownFindings) console.log(`  and ${findings.length - shownFindings} more`);
}

function row({ name, findings, warnings, seconds, scope }: CheckResult): string {
  const verdict = findings.length === 0 ? 'ok' : `${findings.length} to fix`;
  const warned = warnings && warnings.length > 0 ? `${warnings.length} warnings` : '';
  const columns = [name.padEnd(14), verdict.padEnd(12), `${seconds.toFixed(1)} s`.padStart(7), scope ?? '', warned];
  return columns.filter(Boolean).join('  ');
}

/** Runs the named checks (all when none is named), prints what they found, then the table. */
export async function runChecks(root: string, names: readonly string[], verbose = false): Promise<CheckResult[]> {
  const selected = names.length === 0 ? checks : checks.filter((check) => names.includes(check.name));
  const results = await runAll(selected, root);
  for (const result of results) {
    print(result.name, result.findings);
    if (verbose || names.length > 0) print(`${result.name}: warnings`, result.warnings ?? []);
  }
  console.log('');
  for (const result of results) console.log(row(result));
  return results;
}
