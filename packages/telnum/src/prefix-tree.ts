/** Longest-prefix search over digits, as rating and routing need it. Immutable once built. */

export type PrefixMatch<T> = { readonly prefix: string; readonly value: T };

export type PrefixTree<T> = {
  /**
   * The longest stored prefix of `digits` (plus sign optional) that `accepts` takes, or null when none matches. The
   * answer is kept by the tree, and not to be changed.
   */
  readonly longestMatch: (digits: string, accepts?: (value: T) => boolean) => PrefixMatch<T> | null;
  readonly size: number;
};

const fanOut = 10;
const zero = 48;
const plus = 43;

/**
 * Builds a tree from (prefix, value) pairs; a prefix given twice keeps the last value, the empty one matches all. All
 * children stand in one array of integers, so that a search neither makes nor hashes a string.
 */
export function buildPrefixTree<T>(entries: Iterable<readonly [prefix: string, value: T]>): PrefixTree<T> {
  const children: number[] = Array.from({ length: fanOut }, () => 0);
  const matches: (PrefixMatch<T> | undefined)[] = [undefined];
  let size = 0;
  for (const [prefix, value] of entries) {
    const digits = digitsOf(prefix);
    const node = nodeFor(digits, children, matches);
    if (matches[node] === undefined) size += 1;
    matches[node] = { prefix: digits, value };
  }
  const compact = Int32Array.from(children);
  return { size, longestMatch: (digits, accepts) => search({ children: compact, matches }, digits, accepts) };
}

function digitsOf(text: string): string {
  const digits = text.startsWith('+') ? text.slice(1) : text;
  if (!/^\d*$/.test(digits)) throw new RangeError('A prefix holds digits only');
  return digits;
}

/** The node of a prefix, made with those on the way to it. */
function nodeFor<T>(digits: string, children: number[], matches: (PrefixMatch<T> | undefined)[]): number {
  let node = 0;
  for (const digit of digits) {
    const at = node * fanOut + Number(digit);
    if (children[at] === 0) {
      children[at] = matches.push(undefined) - 1;
      for (let child = 0; child < fanOut; child += 1) children.push(0);
    }
    node = children[at]!;
  }
  return node;
}

type Nodes<T> = { readonly children: Int32Array; readonly matches: readonly (PrefixMatch<T> | undefined)[] };

/** @throws RangeError for anything but digits, as far as they are looked at */
function search<T>(
  { children, matches }: Nodes<T>,
  text: string,
  accepts?: (value: T) => boolean,
): PrefixMatch<T> | null {
  let node = 0;
  let best = taken(matches[0], accepts);
  for (let at = text.charCodeAt(0) === plus ? 1 : 0; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - zero;
    if (digit < 0 || digit > 9) throw new RangeError('A prefix holds digits only');
    node = children[node * fanOut + digit]!;
    if (node === 0) break;
    best = taken(matches[node], accepts) ?? best;
  }
  return best ?? null;
}

function taken<T>(match: PrefixMatch<T> | undefined, accepts?: (value: T) => boolean): PrefixMatch<T> | undefined {
  return match === undefined || accepts === undefined || accepts(match.value) ? match : undefined;
}
