import { isTestFile, listSources } from '../repository.ts';
import type { Check, Finding } from './check.ts';
import { lineAt, readSource, walk, type SourceFile, type SyntaxNode } from './syntax.ts';

/** The only files of production code that read the environment. */
const mayReadEnvironment =
  /^(server\/src\/config\.ts|apps\/[^/]+\/src\/config\.ts|tools\/|bench\/|e2e\/)|\.config\.ts$/;

/** Pure code: the domain of a module. It is told the time and given its random numbers. */
const pure = /^server\/src\/modules\/[^/]+\/domain\//;

const impure: Record<string, string> = {
  'Date.now': 'reads the clock',
  'performance.now': 'reads the clock',
  'Math.random': 'is random',
  'crypto.randomUUID': 'is random',
  'crypto.getRandomValues': 'is random',
};

const impureGlobals = new Set(['setTimeout', 'setInterval', 'setImmediate', 'fetch']);

function textOf(node: SyntaxNode | undefined): string {
  const text = node?.['name'] ?? node?.['value'];
  return typeof text === 'string' ? text : '';
}

/** `Temporal.Now.instant` for the member expression that reads so. */
function memberName(node: SyntaxNode): string {
  const object = node['object'] as SyntaxNode;
  const left = object.type === 'MemberExpression' ? memberName(object) : textOf(object);
  return `${left}.${textOf(node['property'] as SyntaxNode)}`;
}

function impurity(node: SyntaxNode): string | undefined {
  if (node.type === 'MemberExpression') {
    const name = memberName(node);
    if (name.startsWith('Temporal.Now.')) return `${name} reads the clock`;
    return impure[name] && `${name} ${impure[name]}`;
  }
  const callee = node['callee'] as SyntaxNode | undefined;
  if (node.type === 'NewExpression' && callee?.['name'] === 'Date' && (node['arguments'] as unknown[]).length === 0) {
    return 'new Date() reads the clock';
  }
  const name = textOf(callee);
  return node.type === 'CallExpression' && impureGlobals.has(name) ? `${name} acts on the world` : undefined;
}

function findingsOf(file: SourceFile): Finding[] {
  const findings: Finding[] = [];
  const at = (node: SyntaxNode) => `${file.path}:${lineAt(file.text, node.start)}`;
  const importsEnvironment = (node: SyntaxNode) =>
    node.type === 'ImportSpecifier' && (node['imported'] as SyntaxNode | undefined)?.['name'] === 'env';
  walk(file.program, (node) => {
    const readsEnvironment = node.type === 'MemberExpression' && memberName(node) === 'process.env';
    if (!mayReadEnvironment.test(file.path) && (readsEnvironment || importsEnvironment(node))) {
      findings.push({ where: at(node), message: 'process.env is read in config.ts only: pass the setting in' });
    }
    const reason = pure.test(file.path) ? impurity(node) : undefined;
    if (reason) findings.push({ where: at(node), message: `${reason}: the domain gets it as an argument` });
  });
  return findings;
}

export const purityCheck: Check = {
  name: 'purity',
  about: 'process.env in config.ts only; no clock, random or I/O in domain/',
  async run(root) {
    const files = listSources(root).filter((path) => !isTestFile(path));
    return { findings: files.flatMap((path) => findingsOf(readSource(root, path))), scope: `${files.length} files` };
  },
};
