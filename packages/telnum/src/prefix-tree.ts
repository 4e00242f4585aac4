/** Longest-prefix search over digits, as rating and routing need it. Immutable once built. */

type TreeNode<T> = {
  readonly children: Map<string, TreeNode<T>>;
  value?: { readonly prefix: string; readonly data: T };
};

export type PrefixMatch<T> = { readonly prefix: string; readonly value: T };

export type PrefixTree<T> = {
  /** The longest stored prefix of `digits` (plus sign optional), or null when none matches. */
  readonly longestMatch: (digits: string) => PrefixMatch<T> | null;
  readonly size: number;
};

/** Builds a tree from (prefix, value) pairs; a prefix given twice keeps the last value, the empty one matches all. */
export function buildPrefixTree<T>(entries: Iterable<readonly [prefix: string, value: T]>): PrefixTree<T> {
  const root: TreeNode<T> = { children: new Map() };
  let size = 0;
  for (const [prefix, value] of entries) {
    const node = descend(root, digitsOf(prefix));
    if (!node.value) size += 1;
    node.value = { prefix: digitsOf(prefix), data: value };
  }
  return { size, longestMatch: (digits) => search(root, digitsOf(digits)) };
}

function digitsOf(text: string): string {
  const digits = text.startsWith('+') ? text.slice(1) : text;
  if (!/^\d*$/.test(digits)) throw new RangeError('A prefix holds digits only');
  return digits;
}

function descend<T>(root: TreeNode<T>, digits: string): TreeNode<T> {
  let node = root;
  for (const digit of digits) {
    const next: TreeNode<T> = node.children.get(digit) ?? { children: new Map() };
    node.children.set(digit, next);
    node = next;
  }
  return node;
}

function search<T>(root: TreeNode<T>, digits: string): PrefixMatch<T> | null {
  let node: TreeNode<T> | undefined = root;
  let best = root.value;
  for (const digit of digits) {
    node = node.children.get(digit);
    if (!node) break;
    best = node.value ?? best;
  }
  return best ? { prefix: best.prefix, value: best.data } : null;
}
