import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Check, Finding } from './check.ts';
import { runTool } from './run-tool.ts';

/** The server's, the browser's, and that of the browser journeys; packages shared with the browser must pass the first two. */
const projects = ['tsconfig.json', 'apps/web/tsconfig.json', 'e2e/tsconfig.json'];

function findingsOf(output: string, folder: string): Finding[] {
  const lines = output.split('\n');
  return lines.flatMap((line) => {
    const match = /^(.+?)\((\d+),\d+\): (error .*)$/.exec(line) ?? /^(.+?):(\d+):\d+ - (error .*)$/.exec(line);
    if (match) return [{ where: `${folder}${match[1]}:${match[2]}`, message: match[3] ?? '' }];
    return line.startsWith('error ') ? [{ where: 'tsconfig', message: line }] : [];
  });
}

/** What tsc learned last time, so that only what changed is checked again; thrown away with node_modules. */
const cacheOf = (root: string, project: string): string =>
  join(root, 'node_modules/.cache/types', `${project.replaceAll(/\W/g, '-')}.tsbuildinfo`);

async function checkProject(root: string, project: string): Promise<Finding[]> {
  const cache = ['--incremental', '--tsBuildInfoFile', cacheOf(root, project)];
  const result = await runTool('typescript/bin/tsc', ['-p', project, '--pretty', 'false', ...cache], root);
  const findings = findingsOf(result.output, '');
  if (result.code !== 0 && findings.length === 0) {
    return [{ where: project, message: `tsc ended with ${result.code}: ${result.output}${result.errors}` }];
  }
  return findings;
}

export const typesCheck: Check = {
  name: 'types',
  about: 'TypeScript 7, strict, with the configuration of the server and that of the browser',
  async run(root) {
    const present = projects.filter((project) => existsSync(join(root, project)));
    const results = await Promise.all(present.map((project) => checkProject(root, project)));
    return { findings: results.flat(), scope: `${present.length} configurations` };
  },
};
