// What suites could not run because a system program is missing.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { missingToolsFile, tools, type MissingTool } from '../requirements.ts';
import { resultsFolder } from './run-project.ts';

const path = join(resultsFolder, missingToolsFile);

/** Forgets what earlier runs missed. */
export function forgetMissingTools(): void {
  rmSync(path, { force: true });
}

/** One sentence per suite and tool, each once. */
export function missingToolSentences(): string[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
  const noted = [...new Set(lines)].map((line) => JSON.parse(line) as MissingTool);
  return noted.map(({ tool, suite }) => {
    return `NOT RUN: ${suite} needs ${tools[tool].command} (apt-get install ${tools[tool].debianPackages.join(' ')})`;
  });
}
