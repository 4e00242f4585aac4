import { createHash } from 'node:crypto';
import { z } from 'zod';

/** What happened to a document, each entry sealed by the hash of the one before. */
export type EvidenceEntry = {
  readonly sequence: number;
  readonly kind: string;
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly actor: string;
  readonly details: Readonly<Record<string, unknown>>;
  /** Empty for the first entry. */
  readonly previousHash: string;
  readonly hash: string;
};

/** What `GET …/evidence` answers and the verification reads. */
export const evidenceFileSchema = z.object({
  format: z.literal(1),
  orderFormId: z.string(),
  number: z.string(),
  entries: z.array(
    z.object({
      sequence: z.int(),
      kind: z.string(),
      at: z.string(),
      actor: z.string(),
      details: z.record(z.string(), z.unknown()),
      previousHash: z.string(),
      hash: z.string(),
    }),
  ),
});

export type EvidenceFile = Pick<z.infer<typeof evidenceFileSchema>, 'format' | 'orderFormId' | 'number'> & {
  readonly entries: readonly EvidenceEntry[];
};

export type EvidenceVerdict =
  | { readonly kind: 'intact'; readonly head: string }
  | { readonly kind: 'broken'; readonly reason: string };

/** The same text for the same content, whatever the order in which its fields were written. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(',')}}`;
}

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

type NewEntry = Pick<EvidenceEntry, 'kind' | 'at' | 'actor' | 'details'>;

function hashOf(orderFormId: string, { hash: _own, ...entry }: EvidenceEntry): string {
  return sha256(canonical({ orderFormId, ...entry }));
}

/** The next entry of a chain. */
export function nextEntry(orderFormId: string, last: EvidenceEntry | null, entry: NewEntry): EvidenceEntry {
  const place = { sequence: (last?.sequence ?? 0) + 1, previousHash: last?.hash ?? '', hash: '' };
  const unsealed = { ...entry, ...place };
  return { ...unsealed, hash: hashOf(orderFormId, unsealed) };
}

function broken(reason: string): EvidenceVerdict {
  return { kind: 'broken', reason };
}

/**
 * Whether evidence is what was written: each entry, their order, and the documents given, whose hashes the entries
 * `sent` and `sealed` hold.
 */
export function verifyEvidence(
  { orderFormId, entries }: EvidenceFile,
  documents: { readonly document?: Uint8Array; readonly signed?: Uint8Array } = {},
): EvidenceVerdict {
  let previous = '';
  for (const [index, entry] of entries.entries()) {
    if (entry.sequence !== index + 1) return broken(`Entry ${index + 1} is missing or out of order`);
    if (entry.previousHash !== previous) return broken(`Entry ${entry.sequence} does not follow the one before it`);
    if (hashOf(orderFormId, entry) !== entry.hash) return broken(`Entry ${entry.sequence} (${entry.kind}) was altered`);
    previous = entry.hash;
  }
  if (entries.length === 0) return broken('There is no entry');
  const said = (kind: string, field: string) => entries.find((entry) => entry.kind === kind)?.details[field];
  if (documents.document && said('sent', 'documentSha256') !== sha256(documents.document)) {
    return broken('The document is not the one that was sent');
  }
  if (documents.signed && said('sealed', 'signedSha256') !== sha256(documents.signed)) {
    return broken('The signed document is not the one that was sealed');
  }
  return { kind: 'intact', head: previous };
}
