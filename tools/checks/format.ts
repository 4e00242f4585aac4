import type { Check } from './check.ts';
import { runTool } from './run-tool.ts';

export const formatCheck: Check = {
  name: 'format',
  about: 'oxfmt: every file looks as `npm run format` leaves it',
  async run(root) {
    const result = await runTool('oxfmt/bin/oxfmt', ['--list-different', '--no-error-on-unmatched-pattern'], root);
    const files = result.output.split('\n').filter(Boolean);
    const findings = files.map((file) => ({ where: file, message: 'is not formatted: run "npm run format"' }));
    if (result.code !== 0 && findings.length === 0) {
      return { findings: [{ where: 'oxfmt', message: `ended with ${result.code}: ${result.errors}` }] };
    }
    return { findings };
  },
};
