import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { policies, rules } from '#contract';
import { coverageOf, type RuleCoverage } from './coverage.ts';
import { rulesPage } from './page.ts';
import { readSources } from './read-sources.ts';
import { scanSources, type Scan } from './scan.ts';
import { ruleDetails, rulesTable } from './table.ts';

const usage = `Usage: npm run rules [-- options]
  (none)         the table of all rules; writes docs/rules.md
  --step 4       those of one step (a number, or voice-agents, cadence, mobile, assistant, support)
  --missing      those without code or without the test they need; fails when there is one
  --id R-5.2-c   one rule with its text and example
  --check        only looks: docs/rules.md is fresh, and no code or test names an unknown rule`;

export type CommandResult = { readonly exitCode: 0 | 1 | 2; readonly output: string };

const failed = (output: string): CommandResult => ({ exitCode: 1, output });
const misused = (message: string): CommandResult => ({ exitCode: 2, output: `${message}\n${usage}` });

const options = {
  step: { type: 'string' },
  id: { type: 'string' },
  missing: { type: 'boolean', default: false },
  check: { type: 'boolean', default: false },
} as const;

function unknownText({ unknown }: Scan): string {
  return unknown.map(({ id, path, line }) => `${path}:${line} names ${id}, which is no rule of the terms`).join('\n');
}

function pageOf(root: string): string | null {
  try {
    return readFileSync(join(root, 'docs/rules.md'), 'utf8');
  } catch {
    return null;
  }
}

function check(root: string, coverage: readonly RuleCoverage[], scan: Scan): CommandResult {
  const stale = pageOf(root) === rulesPage(coverage, policies) ? [] : ['docs/rules.md is stale: run "npm run rules"'];
  const problems = [...stale, unknownText(scan)].filter(Boolean).join('\n');
  return problems ? failed(problems) : { exitCode: 0, output: 'docs/rules.md is fresh; every rule named exists' };
}

function writePage(root: string, coverage: readonly RuleCoverage[]): string {
  const page = rulesPage(coverage, policies);
  if (pageOf(root) === page) return 'docs/rules.md is fresh';
  writeFileSync(join(root, 'docs/rules.md'), page);
  return 'docs/rules.md written';
}

function list(coverage: readonly RuleCoverage[], missing: boolean): CommandResult {
  const open = coverage.filter(({ status }) => status !== 'done');
  const output = rulesTable(missing ? open : coverage);
  const count = `${coverage.length} rules, ${open.length} without code or the test they need`;
  return { exitCode: missing && open.length > 0 ? 1 : 0, output: `${output}\n\n${count}` };
}

function answer(root: string, values: ReturnType<typeof parse>, scan: Scan): CommandResult {
  const coverage = coverageOf(rules, scan);
  if (values.check) return check(root, coverage, scan);
  if (values.id !== undefined) {
    const found = coverage.find(({ rule }) => rule.id === values.id);
    return found ? { exitCode: 0, output: ruleDetails(found) } : misused(`There is no rule ${values.id}.`);
  }
  const { step } = values;
  const chosen = step === undefined ? coverage : coverage.filter(({ rule }) => String(rule.step) === step);
  if (chosen.length === 0) return misused(`No rule belongs to step ${step}.`);
  const listed = list(chosen, values.missing);
  const written = step === undefined && !values.missing ? `\n${writePage(root, coverage)}` : '';
  return { ...listed, output: `${listed.output}${written}` };
}

function parse(args: readonly string[]) {
  return parseArgs({ args: [...args], options }).values;
}

/** `npm run rules`: what to print and how to exit. Ids that are no rule always fail. Writes docs/rules.md below `root`. */
export function rulesCommand(root: string, args: readonly string[]): CommandResult {
  let values: ReturnType<typeof parse>;
  try {
    values = parse(args);
  } catch (error) {
    return misused(error instanceof Error ? error.message : String(error));
  }
  const ids = rules.map((rule) => rule.id);
  const scan = scanSources(readSources(root), ids);
  const result = answer(root, values, scan);
  const unknown = unknownText(scan);
  return values.check || !unknown || result.exitCode === 2 ? result : failed(`${result.output}\n${unknown}`);
}
