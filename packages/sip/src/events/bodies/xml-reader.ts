/**
 * Reads small XML documents of strangers: elements, attributes and text. No document type, no entities but the five, so
 * nothing can be expanded or fetched; bounds on size and depth.
 */

export type XmlElement = {
  /** Without its prefix: `activities` for `rpid:activities`. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Its own text, trimmed. */
  readonly text: string;
};

const MAX_CHARACTERS = 65_536;
const MAX_DEPTH = 32;

type Open = { name: string; attributes: Map<string, string>; children: XmlElement[]; text: string };

// One piece of markup after the other: comment, declaration, CDATA, end tag, start tag, text.
const PIECE =
  /<!--(?:(?!--)[^])*-->|<\?xml[^?]*\?>|<!\[CDATA\[([^]*?)\]\]>|<\/([^\s<>/]+)\s*>|<([^\s<>/!?="']+)((?:\s+[^\s<>/="']+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y;
const ATTRIBUTE = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** The root element; null when the text is not well-formed, or is more than is read here. */
export const readXml = (text: string): XmlElement | null => {
  if (text.length > MAX_CHARACTERS) return null;
  const top: Open = { name: '', attributes: new Map(), children: [], text: '' };
  const open: Open[] = [top];
  const pieces = new RegExp(PIECE);
  const body = text.replace(/^\uFEFF/, '');
  while (pieces.lastIndex < body.length) {
    const piece = pieces.exec(body);
    if (piece === null || !take(open, piece)) return null;
  }
  const isWhole = open.length === 1 && top.children.length === 1 && top.text.trim() === '';
  return isWhole ? top.children[0]! : null;
};

const take = (open: Open[], [, data, endName, startName, attributes, isEmpty, text]: RegExpExecArray): boolean => {
  const current = open.at(-1)!;
  if (data !== undefined) current.text += data;
  else if (text !== undefined) return takeText(current, text);
  else if (endName !== undefined) return takeEnd(open, endName);
  else if (startName !== undefined) return takeStart(open, startName, { attributes: attributes ?? '', isEmpty });
  return true;
};

const takeText = (current: Open, text: string): boolean => {
  const plain = unescape(text);
  if (plain === null) return false;
  current.text += plain;
  return true;
};

const takeEnd = (open: Open[], name: string): boolean => {
  const closed = open.pop()!;
  const parent = open.at(-1);
  if (parent === undefined || closed.name !== name) return false;
  parent.children.push(finished(closed));
  return true;
};

const takeStart = (open: Open[], name: string, rest: { attributes: string; isEmpty: string | undefined }): boolean => {
  if (open.length > MAX_DEPTH) return false;
  const attributes = new Map<string, string>();
  for (const [, key, double, single] of rest.attributes.matchAll(ATTRIBUTE)) {
    const value = unescape(double ?? single ?? '');
    if (value === null || attributes.has(key!)) return false;
    attributes.set(key!, value);
  }
  const started: Open = { name, attributes, children: [], text: '' };
  if (rest.isEmpty === '/') open.at(-1)!.children.push(finished(started));
  else open.push(started);
  return true;
};

const finished = ({ name, attributes, children, text }: Open): XmlElement => ({
  name: name.slice(name.indexOf(':') + 1),
  attributes,
  children,
  text: text.trim(),
});

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const unescape = (text: string): string | null => {
  let isSound = true;
  const plain = text.replaceAll(/&([^;&]{0,10});?/g, (whole, name: string) => {
    const code = /^#x([0-9a-f]{1,6})$/i.exec(name)?.[1] ?? null;
    const point = code === null ? Number(/^#(\d{1,7})$/.exec(name)?.[1] ?? Number.NaN) : Number.parseInt(code, 16);
    const value = NAMED[name] ?? (point >= 0x20 && point <= 0x10_ff_ff ? String.fromCodePoint(point) : undefined);
    if (value === undefined || !whole.endsWith(';')) isSound = false;
    return value ?? '';
  });
  return isSound ? plain : null;
};

/** Every element of this name below, itself included. */
export const findAll = (root: XmlElement, name: string): XmlElement[] => [
  ...(root.name === name ? [root] : []),
  ...root.children.flatMap((child) => findAll(child, name)),
];
