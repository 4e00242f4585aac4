// Reads TypeScript into a tree, for the checks that look at code.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, visitorKeys } from 'oxc-parser';

/** A node of the ESTree; fields differ by type. */
export type SyntaxNode = {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
};

export type SourceFile = {
  readonly path: string;
  readonly text: string;
  readonly program: SyntaxNode;
  /** What it imports, dynamic imports with a literal name included. */
  readonly imports: readonly { readonly specifier: string; readonly line: number; readonly isTypeOnly: boolean }[];
};

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}

/** Line of a position, from 1. */
export function lineAt(text: string, position: number): number {
  return text.slice(0, position).split('\n').length;
}

/** Calls `visit` for every node, parents first, with its ancestors (the nearest last). */
export function walk(node: SyntaxNode, visit: (node: SyntaxNode, ancestors: readonly SyntaxNode[]) => void): void {
  const step = (current: SyntaxNode, ancestors: readonly SyntaxNode[]): void => {
    visit(current, ancestors);
    const below = [...ancestors, current];
    for (const key of visitorKeys[current.type] ?? []) {
      const value = current[key];
      for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) step(child, below);
    }
  };
  step(node, []);
}

/** Parses one file of the checkout. */
export function readSource(root: string, path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8');
  const result = parseSync(path, text);
  const fixed = result.module.staticImports.map((item) => ({
    specifier: item.moduleRequest.value,
    line: lineAt(text, item.start),
    isTypeOnly: item.entries.length > 0 && item.entries.every((entry) => entry.isType),
  }));
  const reexported = result.module.staticExports.flatMap((item) =>
    item.entries.flatMap((entry) =>
      entry.moduleRequest
        ? [{ specifier: entry.moduleRequest.value, line: lineAt(text, item.start), isTypeOnly: entry.isType }]
        : [],
    ),
  );
  const dynamic = result.module.dynamicImports.flatMap((item) => {
    const literal = /^(['"])(.+)\1$/.exec(text.slice(item.moduleRequest.start, item.moduleRequest.end));
    return literal?.[2] ? [{ specifier: literal[2], line: lineAt(text, item.start), isTypeOnly: false }] : [];
  });
  return {
    path,
    text,
    program: result.program as unknown as SyntaxNode,
    imports: [...fixed, ...reexported, ...dynamic],
  };
}
