// Runs one of the checking programs of node_modules and returns what it printed.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { repositoryRoot } from '../repository.ts';

export type ToolResult = { readonly code: number; readonly output: string; readonly errors: string };

/** Runs `node node_modules/<script> <args>` in `cwd`; a tool that hangs is stopped after four minutes. */
export function runTool(script: string, args: readonly string[], cwd: string): Promise<ToolResult> {
  const path = script.startsWith('/') ? script : join(repositoryRoot, 'node_modules', script);
  const child = spawn(process.execPath, [path, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 240_000,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
  });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output, errors }));
  });
}
