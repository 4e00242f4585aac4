import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Check, Finding } from './check.ts';
import { runTool } from './run-tool.ts';

/** Programs that write generated documents; with --check they compare and print what differs. */
const generators = [
  // docs/openapi.json, docs/errors.md, docs/settings.md
  'server/src/tools/generate-docs.ts',
  // docs/rules.md; also refuses ids of rules that the terms do not have
  'server/src/tools/rules.ts',
] as const;

async function findingsOf(root: string, generator: string): Promise<Finding[]> {
  const result = await runTool(join(root, generator), ['--check'], root);
  if (result.code === 0) return [];
  const said = `${result.output}${result.errors}`.trim();
  return [{ where: 'docs/', message: `differs from the code: run "node ${generator}"\n${said}` }];
}

export const generatedCheck: Check = {
  name: 'generated',
  about: 'docs/openapi.json, errors.md, settings.md and rules.md are what the code says',
  async run(root) {
    const present = generators.filter((generator) => existsSync(join(root, generator)));
    if (present.length === 0) return { findings: [], scope: 'no generator yet' };
    const findings: Finding[] = [];
    for (const generator of present) findings.push(...(await findingsOf(root, generator)));
    return { findings };
  },
};
