import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isTestFile, listSources } from '../repository.ts';
import type { Check, Finding } from './check.ts';
import { lineAt, readSource, walk, type SourceFile, type SyntaxNode } from './syntax.ts';

type IdentifierKind = 'type' | 'class' | 'function' | 'variable' | 'parameter' | 'property' | 'table';

type Rule = {
  readonly words: readonly string[];
  readonly use: string;
  readonly in: readonly string[];
  readonly except?: readonly string[];
  readonly kinds?: readonly IdentifierKind[];
};

type Declared = { readonly name: string; readonly kind: IdentifierKind; readonly node: SyntaxNode };

const declarations: Readonly<Record<string, IdentifierKind>> = {
  TSTypeAliasDeclaration: 'type',
  TSInterfaceDeclaration: 'type',
  ClassDeclaration: 'class',
  FunctionDeclaration: 'function',
  VariableDeclarator: 'variable',
};

const members = new Set(['TSPropertySignature', 'PropertyDefinition', 'MethodDefinition', 'TSMethodSignature']);

function named(node: unknown, kind: IdentifierKind): Declared[] {
  const identifier = node as SyntaxNode | null | undefined;
  if (identifier?.type !== 'Identifier') return [];
  return [{ name: String(identifier['name']), kind, node: identifier }];
}

/** Names of tables: the literal of `createTable('call_record')`. */
function tables(node: SyntaxNode): Declared[] {
  const callee = node['callee'] as SyntaxNode | undefined;
  const method = (callee?.['property'] as SyntaxNode | undefined)?.['name'];
  const [first] = (node['arguments'] ?? []) as SyntaxNode[];
  if (node.type !== 'CallExpression' || method !== 'createTable' || typeof first?.['value'] !== 'string') return [];
  return [{ name: first['value'], kind: 'table', node: first }];
}

/** The identifiers that this node gives a name to; using another library's names is not declaring them. */
function declared(node: SyntaxNode): Declared[] {
  const kind = declarations[node.type];
  const own = kind ? named(node['id'], kind) : [];
  if (members.has(node.type)) return named(node['key'], 'property');
  const parameters = Array.isArray(node['params']) ? (node['params'] as unknown[]) : [];
  return [...own, ...parameters.flatMap((parameter) => named(parameter, 'parameter')), ...tables(node)];
}

/** `callLogId`, `call_log_id` and `CALL_LOG_ID` as `-call-log-id-`, so that a word is found as a whole word. */
export function asWords(name: string): string {
  const spaced = name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2');
  return `-${spaced.replace(/[_$#]+/g, '-').toLowerCase()}-`;
}

function contains(name: string, word: string): boolean {
  const words = asWords(name);
  const wanted = asWords(word).slice(0, -1);
  return words.includes(`${wanted}-`) || words.includes(`${wanted}s-`);
}

function applies(rule: Rule, path: string): boolean {
  return rule.in.some((start) => path.startsWith(start)) && !rule.except?.some((start) => path.startsWith(start));
}

function findingsOf(file: SourceFile, rules: readonly Rule[]): Finding[] {
  const findings: Finding[] = [];
  walk(file.program, (node) => {
    for (const { name, kind, node: identifier } of declared(node)) {
      for (const rule of rules.filter((candidate) => !candidate.kinds || candidate.kinds.includes(kind))) {
        const word = rule.words.find((candidate) => contains(name, candidate));
        const where = `${file.path}:${lineAt(file.text, identifier.start)}`;
        if (word) findings.push({ where, message: `${kind} ${name}: "${word}" is not our word, it is ${rule.use}` });
      }
    }
  });
  return findings;
}

export const glossaryCheck: Check = {
  name: 'glossary',
  about: 'one word per idea: banned words in declared identifiers (tools/glossary.json)',
  async run(root) {
    const { rules } = JSON.parse(readFileSync(join(root, 'tools/glossary.json'), 'utf8')) as { rules: readonly Rule[] };
    const files = listSources(root).filter((path) => !isTestFile(path));
    const findings = files.flatMap((path) => {
      const ours = rules.filter((rule) => applies(rule, path));
      return ours.length > 0 ? findingsOf(readSource(root, path), ours) : [];
    });
    return { findings, scope: `${files.length} files, ${rules.length} rules` };
  },
};
