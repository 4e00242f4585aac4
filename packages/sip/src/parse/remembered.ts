/** Texts longer than this are seldom met twice, and would let a stranger fill the memory. */
const mostCharacters = 200;
/** Of each of the two generations. */
const mostEntries = 2_000;

/**
 * The same function, which remembers its latest answers. The addresses of a call stand in each of its messages and are
 * read by several layers: reading them once halves what a message costs. Only for pure functions with answers that
 * nobody changes. Two generations: when one is full the older is forgotten, so that what is in use stays.
 */
export function remembered<T>(read: (text: string) => T): (text: string) => T {
  let young = new Map<string, T>();
  let old = new Map<string, T>();
  return (text) => {
    const known = young.get(text);
    if (known !== undefined) return known;
    if (text.length > mostCharacters) return read(text);
    const value = old.get(text) ?? read(text);
    if (young.size >= mostEntries) [young, old] = [new Map(), young];
    young.set(text, value);
    return value;
  };
}
