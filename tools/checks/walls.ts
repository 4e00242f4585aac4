import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isTestFile, listSources } from '../repository.ts';
import type { Check, CheckOutcome, Finding } from './check.ts';
import { runTool } from './run-tool.ts';

type Violation = { readonly from: string; readonly to: string; readonly rule: { readonly name: string } };

type Report = {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: {
    readonly violations: readonly Violation[];
    readonly ruleSetUsed: { readonly forbidden: readonly { readonly name: string; readonly comment?: string }[] };
  };
};

const folders = ['packages', 'server', 'apps', 'e2e', 'bench', 'tools'] as const;

function violations(report: Report): Finding[] {
  const comments = new Map(report.summary.ruleSetUsed.forbidden.map((rule) => [rule.name, rule.comment ?? '']));
  return report.summary.violations.map(({ from, to, rule }) => ({
    where: from,
    message: `imports ${to}. ${comments.get(rule.name) ?? ''} (${rule.name})`,
  }));
}

/** The floor: each source on disk was cruised. A cruise that reads nothing finds nothing, and must not pass. */
function unread(root: string, report: Report): Finding[] {
  const cruised = new Set(report.modules.map((module) => module.source));
  const expected = listSources(root, folders).filter((path) => !isTestFile(path));
  const missed = expected.filter((path) => !cruised.has(path));
  return missed.map((path) => ({ where: path, message: 'was not cruised, so its imports were not checked' }));
}

function outcome(root: string, report: Report): CheckOutcome {
  const findings = [...violations(report), ...unread(root, report)];
  const own = report.modules.filter((module) => !module.source.includes('node_modules/'));
  if (own.length === 0) findings.push({ where: root, message: 'no module was cruised' });
  return { findings, scope: `${own.length} modules` };
}

export const wallsCheck: Check = {
  name: 'walls',
  about: 'dependency-cruiser: who may import whom, no cycles',
  async run(root) {
    const present = folders.filter((folder) => existsSync(join(root, folder)));
    const options = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', '--no-progress'];
    const result = await runTool('dependency-cruiser/bin/dependency-cruiser.mjs', [...options, ...present], root);
    const start = result.output.indexOf('{');
    if (start < 0) return { findings: [{ where: 'dependency-cruiser', message: result.output + result.errors }] };
    return outcome(root, JSON.parse(result.output.slice(start)) as Report);
  },
};
