import type { Check, Finding } from './check.ts';
import { runTool } from './run-tool.ts';

type Named = { readonly name: string; readonly line?: number };
type Issue = { readonly file: string } & { readonly [kind: string]: readonly Named[] | string };
type Report = { readonly issues: readonly Issue[] };

const sentences: Record<string, string> = {
  files: 'is used by nothing',
  exports: 'is exported but used by nothing',
  types: 'is exported but used by nothing',
  dependencies: 'is listed in dependencies but not imported',
  devDependencies: 'is listed in devDependencies but not imported',
  unlisted: 'is imported but not listed in package.json',
  unresolved: 'cannot be resolved',
  duplicates: 'is exported twice',
};

function findingsOf(issue: Issue): Finding[] {
  return Object.entries(sentences).flatMap(([kind, sentence]) => {
    const named = issue[kind];
    if (!Array.isArray(named)) return [];
    return (named as Named[]).map(({ name, line }) => {
      return { where: line ? `${issue.file}:${line}` : issue.file, message: `${name} ${sentence}` };
    });
  });
}

export const deadCodeCheck: Check = {
  name: 'dead-code',
  about: 'knip: no file, export or dependency that nothing uses',
  async run(root) {
    const result = await runTool('knip/bin/knip.js', ['--reporter', 'json', '--no-progress'], root);
    const start = result.output.indexOf('{');
    if (start < 0) return { findings: [{ where: 'knip', message: (result.output + result.errors).trim() }] };
    const report = JSON.parse(result.output.slice(start)) as Report;
    return { findings: report.issues.flatMap(findingsOf) };
  },
};
