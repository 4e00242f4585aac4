import type { Check, Finding } from './check.ts';
import { runTool } from './run-tool.ts';

type Diagnostic = {
  readonly code?: string;
  readonly message: string;
  readonly severity: string;
  readonly filename: string;
  readonly labels: readonly { readonly span: { readonly line: number } }[];
};

type Report = { readonly diagnostics: readonly Diagnostic[]; readonly number_of_files?: number };

function toFinding(diagnostic: Diagnostic): Finding {
  const line = diagnostic.labels[0]?.span.line ?? 1;
  return { where: `${diagnostic.filename}:${line}`, message: `${diagnostic.message} ${diagnostic.code ?? ''}`.trim() };
}

export const lintCheck: Check = {
  name: 'lint',
  about: 'oxlint with typed rules: forgotten promises, any, type imports, default exports',
  async run(root) {
    const result = await runTool('oxlint/bin/oxlint', ['--type-aware', '--format=json'], root);
    const start = result.output.indexOf('{');
    if (start < 0) return { findings: [{ where: 'oxlint', message: result.output + result.errors }] };
    const report = JSON.parse(result.output.slice(start)) as Report;
    const findings = report.diagnostics.filter((diagnostic) => diagnostic.severity === 'error').map(toFinding);
    const warnings = report.diagnostics.filter((diagnostic) => diagnostic.severity !== 'error').map(toFinding);
    return { findings, warnings, scope: `${report.number_of_files ?? '?'} files` };
  },
};
