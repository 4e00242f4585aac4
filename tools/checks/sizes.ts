import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isTestFile, listSources } from '../repository.ts';
import type { Check, Finding } from './check.ts';
import { lineAt, readSource, walk, type SourceFile, type SyntaxNode } from './syntax.ts';

const fileLines = { warn: 300, fail: 400, failInTests: 600 };
const functionLines = { warn: 50, fail: 80 };
const maxParameters = 4;

const functionTypes = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);

type Exceptions = { readonly sizes: Readonly<Record<string, string>> };

/** Files that may be longer, each with its reason: parsers and tables. */
function readExceptions(root: string): Exceptions {
  return JSON.parse(readFileSync(join(root, 'tools/exceptions.json'), 'utf8')) as Exceptions;
}

function nameOf(node: SyntaxNode, parent: SyntaxNode | undefined): string {
  const id = (node['id'] ?? parent?.['id'] ?? parent?.['key']) as { name?: string } | undefined;
  return id?.name ?? 'a function';
}

/** A migration is a list of statements, and never changed once it ran somewhere. */
const migration = /^server\/src\/migrations\//;

/** Test bodies are lists of examples: `describe` and `it` callbacks are not functions to keep short. */
function isTestBody(file: SourceFile, parent: SyntaxNode | undefined): boolean {
  return isTestFile(file.path) && parent?.type === 'CallExpression';
}

function functionFindings(file: SourceFile): { findings: Finding[]; warnings: Finding[] } {
  const findings: Finding[] = [];
  const warnings: Finding[] = [];
  walk(file.program, (node, ancestors) => {
    if (!functionTypes.has(node.type)) return;
    const parent = ancestors.at(-1);
    const name = nameOf(node, parent);
    const firstLine = lineAt(file.text, node.start);
    const where = `${file.path}:${firstLine}`;
    const parameters = (node['params'] as unknown[]).length;
    if (parameters > maxParameters) {
      findings.push({
        where,
        message: `${name} has ${parameters} parameters; more than ${maxParameters} become one options object`,
      });
    }
    const lines = lineAt(file.text, node.end) - firstLine + 1;
    if (isTestBody(file, parent) || migration.test(file.path)) return;
    const message = `${name} has ${lines} lines`;
    if (lines > functionLines.fail) findings.push({ where, message: `${message} (fails above ${functionLines.fail})` });
    else if (lines > functionLines.warn) warnings.push({ where, message });
  });
  return { findings, warnings };
}

function fileFindings(file: SourceFile): { findings: Finding[]; warnings: Finding[] } {
  const lines = file.text.trimEnd().split('\n').length;
  const limit = isTestFile(file.path) ? fileLines.failInTests : fileLines.fail;
  const finding = { where: file.path, message: `has ${lines} lines (fails above ${limit})` };
  if (lines > limit) return { findings: [finding], warnings: [] };
  return { findings: [], warnings: lines > fileLines.warn && !isTestFile(file.path) ? [finding] : [] };
}

export const sizesCheck: Check = {
  name: 'sizes',
  about: 'files up to 400 lines (tests 600), functions up to 80, parameters up to 4',
  async run(root) {
    const exceptions = readExceptions(root).sizes;
    const files = listSources(root).map((path) => readSource(root, path));
    const results = files.flatMap((file) => {
      const byFunction = functionFindings(file);
      return exceptions[file.path] ? [byFunction] : [fileFindings(file), byFunction];
    });
    const findings = results.flatMap((result) => result.findings);
    const warnings = results.flatMap((result) => result.warnings);
    const stale = Object.keys(exceptions).filter((path) => !files.some((file) => file.path === path));
    findings.push(
      ...stale.map((path) => ({ where: 'tools/exceptions.json', message: `names ${path}, which does not exist` })),
    );
    return { findings, warnings, scope: `${files.length} files` };
  },
};
