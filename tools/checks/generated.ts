import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from './check.ts';
import { runTool } from './run-tool.ts';

/** Writes docs/openapi.json, docs/errors.md and docs/settings.md; with --check it compares and prints what differs. */
const generator = 'server/src/tools/generate-docs.ts';

export const generatedCheck: Check = {
  name: 'generated',
  about: 'docs/openapi.json, errors.md and settings.md are what the code says',
  async run(root) {
    const path = join(root, generator);
    if (!existsSync(path)) return { findings: [], scope: 'no generator yet' };
    const result = await runTool(path, ['--check'], root);
    if (result.code === 0) return { findings: [] };
    const said = `${result.output}${result.errors}`.trim();
    return { findings: [{ where: 'docs/', message: `differs from the code: run "node ${generator}"\n${said}` }] };
  },
};
