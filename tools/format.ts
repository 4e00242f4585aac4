// `npm run format`: formats the files named, or everything.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { repositoryRoot } from './repository.ts';

const oxfmt = join(repositoryRoot, 'node_modules/oxfmt/bin/oxfmt');
const result = spawnSync(process.execPath, [oxfmt, ...process.argv.slice(2)], {
  cwd: repositoryRoot,
  stdio: 'inherit',
});
process.exitCode = result.status ?? 1;
