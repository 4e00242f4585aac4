/** What the ng protocol carries: text, whole numbers, lists, dictionaries. Dictionaries have no prototype. */
export type BencodeValue = string | number | readonly BencodeValue[] | BencodeDictionary;
export type BencodeDictionary = { readonly [key: string]: BencodeValue };

export type BencodeResult =
  | { readonly kind: 'value'; readonly value: BencodeValue }
  /** `offset` in bytes, where it stopped to make sense. */
  | { readonly kind: 'malformed'; readonly offset: number };

/** Deeper nesting is an attack on the stack: the deepest reply of the ng protocol has nine levels. */
const maximumDepth = 32;

/** Keys are sorted by their bytes, as BEP 3 asks. @throws RangeError for a number that is not a safe integer */
export function encodeBencode(value: BencodeValue): Buffer {
  const parts: Buffer[] = [];
  write(value, parts);
  return Buffer.concat(parts);
}

function write(value: BencodeValue, parts: Buffer[]): void {
  if (typeof value === 'string') return writeText(value, parts);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is no safe integer`);
    parts.push(Buffer.from(`i${value}e`));
    return;
  }
  parts.push(Buffer.from(isList(value) ? 'l' : 'd'));
  if (isList(value)) for (const item of value) write(item, parts);
  else for (const key of Object.keys(value).toSorted(byBytes)) writeEntry(key, value[key]!, parts);
  parts.push(Buffer.from('e'));
}

function isList(value: BencodeValue): value is readonly BencodeValue[] {
  return Array.isArray(value);
}

function writeEntry(key: string, value: BencodeValue, parts: Buffer[]): void {
  writeText(key, parts);
  write(value, parts);
}

function writeText(text: string, parts: Buffer[]): void {
  const bytes = Buffer.from(text);
  parts.push(Buffer.from(`${bytes.length}:`), bytes);
}

function byBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

/** Reads exactly one value; bytes after it, cut ends, wrong lengths and deep nesting are malformed. Never throws. */
export function decodeBencode(bytes: Buffer): BencodeResult {
  const reader = new Reader(bytes);
  const value = reader.read(0);
  if (value === undefined || reader.offset !== bytes.length) return { kind: 'malformed', offset: reader.offset };
  return { kind: 'value', value };
}

const code = { i: 0x69, l: 0x6c, d: 0x64, e: 0x65, colon: 0x3a } as const;

class Reader {
  offset = 0;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  read(depth: number): BencodeValue | undefined {
    if (depth > maximumDepth) return undefined;
    switch (this.#bytes[this.offset]) {
      case code.i:
        return this.#number();
      case code.l:
        return this.#list(depth);
      case code.d:
        return this.#dictionary(depth);
      default:
        return this.#text();
    }
  }

  #number(): number | undefined {
    const digits = this.#until(code.e, this.offset + 1);
    if (digits === undefined || !/^(?:0|-?[1-9]\d{0,18})$/.test(digits)) return undefined;
    this.offset += digits.length + 2;
    return Number(digits);
  }

  #text(): string | undefined {
    const digits = this.#until(code.colon, this.offset);
    if (digits === undefined || !/^(?:0|[1-9]\d{0,7})$/.test(digits)) return undefined;
    const start = this.offset + digits.length + 1;
    const end = start + Number(digits);
    if (end > this.#bytes.length) return undefined;
    this.offset = end;
    return this.#bytes.toString('utf8', start, end);
  }

  #list(depth: number): BencodeValue[] | undefined {
    const items: BencodeValue[] = [];
    this.offset += 1;
    while (!this.#takeEnd()) {
      const item = this.read(depth + 1);
      if (item === undefined) return undefined;
      items.push(item);
    }
    return items;
  }

  #dictionary(depth: number): BencodeDictionary | undefined {
    const entries = Object.create(null) as { [key: string]: BencodeValue };
    this.offset += 1;
    while (!this.#takeEnd()) {
      const key = this.#text();
      const value = key === undefined ? undefined : this.read(depth + 1);
      if (key === undefined || value === undefined) return undefined;
      entries[key] = value;
    }
    return entries;
  }

  #takeEnd(): boolean {
    if (this.#bytes[this.offset] !== code.e) return false;
    this.offset += 1;
    return true;
  }

  /** Digits up to a mark; a length or number of more than 20 is none. */
  #until(mark: number, from: number): string | undefined {
    const end = this.#bytes.subarray(from, from + 21).indexOf(mark);
    return end < 0 ? undefined : this.#bytes.toString('latin1', from, from + end);
  }
}
