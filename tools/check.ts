// `npm run check`: every check; `npm run check -- walls sizes`: those named, with their warnings.
import { checks, runChecks } from './checks/run-checks.ts';
import { repositoryRoot } from './repository.ts';

const names = process.argv.slice(2);
const unknown = names.filter((name) => !checks.some((check) => check.name === name));

if (unknown.length > 0) {
  console.error(`There is no check named ${unknown.join(', ')}. The checks:`);
  for (const check of checks) console.error(`  ${check.name.padEnd(14)} ${check.about}`);
  process.exitCode = 2;
} else {
  const results = await runChecks(repositoryRoot, names);
  process.exitCode = results.some((result) => result.findings.length > 0) ? 1 : 0;
}
