// System programs that some suites need. A suite asks; what is missing is written down for the end of the run.
import { appendFileSync, accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { delimiter, join, relative } from 'node:path';

type Tool = { readonly command: string; readonly debianPackages: readonly string[] };

/** Every system program a suite may ask for, and the Debian packages that bring it. */
export const tools = {
  chromium: { command: 'chromium', debianPackages: ['chromium', 'fonts-dejavu-core', 'fonts-noto-color-emoji'] },
  sipp: { command: 'sipp', debianPackages: ['sip-tester'] },
  baresip: { command: 'baresip', debianPackages: ['baresip-core'] },
  svmap: { command: 'svmap', debianPackages: ['sipvicious'] },
  svwar: { command: 'svwar', debianPackages: ['sipvicious'] },
  svcrack: { command: 'svcrack', debianPackages: ['sipvicious'] },
  kamailio: { command: 'kamailio', debianPackages: ['kamailio'] },
  tcpdump: { command: 'tcpdump', debianPackages: ['tcpdump'] },
  sox: { command: 'sox', debianPackages: ['sox'] },
  rtpengine: { command: 'rtpengine', debianPackages: ['rtpengine-daemon'] },
  pdftotext: { command: 'pdftotext', debianPackages: ['poppler-utils'] },
  qpdf: { command: 'qpdf', debianPackages: ['qpdf'] },
  espeak: { command: 'espeak-ng', debianPackages: ['espeak-ng'] },
} as const satisfies Record<string, Tool>;

export type ToolName = keyof typeof tools;

/** The path of a tool's program, or undefined when this machine does not have it. */
export function toolPath(name: ToolName): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/sbin', '/usr/local/bin'];
  return folders.map((folder) => join(folder, tools[name].command)).find((path) => isExecutable(path));
}

function isExecutable(path: string): boolean {
  if (!existsSync(path)) return false;
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * True when the tool is there. Use it as `describe.skipIf(!hasTool('sipp'))`: a suite skipped this way is named at
 * the end of `npm test`, and is a failure in CI.
 */
export function hasTool(name: ToolName): boolean {
  const found = toolPath(name) !== undefined;
  if (!found) noteMissing(name, suiteOf(new Error('here').stack ?? ''));
  return found;
}

/** True when all of the tools are there. */
export function hasTools(...names: ToolName[]): boolean {
  return names.map((name) => hasTool(name)).every(Boolean);
}

/** The file of the suite that asked, from a stack trace. */
function suiteOf(stack: string): string {
  const path = /([\w./-]+\.(?:test|e2e)\.tsx?)/.exec(stack)?.[1];
  return path ? relative(join(import.meta.dirname, '..'), path) : 'a suite';
}

export type MissingTool = { readonly tool: ToolName; readonly suite: string };

/** Where suites write down what they miss; a line of JSON each. */
export const missingToolsFile = 'missing-tools.ndjson';

function noteMissing(tool: ToolName, suite: string): void {
  const folder = process.env['TEST_RESULTS_FOLDER'];
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  appendFileSync(join(folder, missingToolsFile), `${JSON.stringify({ tool, suite } satisfies MissingTool)}\n`);
}
