import { describe, expect, it } from 'vitest';
import { nextEntry, sha256, verifyEvidence, type EvidenceEntry, type EvidenceFile } from './chain.ts';

const [document, signed] = [Buffer.from('order form'), Buffer.from('order form, signed')];
const acts = [
  ['created', {}],
  ['sent', { documentSha256: sha256(document) }],
  ['signed', { name: 'Ana', consents: ['general'] }],
  ['sealed', { signedSha256: sha256(signed) }],
] as const;

function evidence(): EvidenceFile {
  const entries: EvidenceEntry[] = [];
  for (const [kind, details] of acts) {
    const entry = { kind, details, actor: 'Ana', at: '2026-01-15T11:00:00Z' };
    entries.push(nextEntry('form-1', entries.at(-1) ?? null, entry));
  }
  return { format: 1, orderFormId: 'form-1', number: 'BC-1', entries };
}

const altered = (change: (entries: EvidenceEntry[]) => void) => {
  const file = structuredClone(evidence());
  change(file.entries as EvidenceEntry[]);
  return verifyEvidence(file, { document, signed });
};

describe('evidence of a signature', () => {
  it('is intact as written, and after a trip through JSON with its fields in another order', () => {
    const file = evidence();
    expect(verifyEvidence(file, { document, signed })).toEqual({ kind: 'intact', head: file.entries[3]!.hash });
    const shuffled = file.entries.map((entry) => Object.fromEntries(Object.entries(entry).toReversed()));
    const copy = { ...file, entries: JSON.parse(JSON.stringify(shuffled)) as EvidenceEntry[] };
    expect(verifyEvidence(copy).kind).toBe('intact');
  });

  it.each<[string, (entries: EvidenceEntry[]) => void]>([
    ['a name', (entries) => Object.assign(entries[2]!.details, { name: 'Eve' })],
    ['an instant', (entries) => Object.assign(entries[2]!, { at: '2026-01-16T11:00:00Z' })],
    ['a missing entry', (entries) => void entries.splice(1, 1)],
    ['two entries swapped', (entries) => void entries.splice(1, 2, entries[2]!, entries[1]!)],
    ['a hash', (entries) => Object.assign(entries[1]!, { hash: '0'.repeat(64) })],
    ['no entry at all', (entries) => void entries.splice(0)],
  ])('shows %s that was changed', (_what, change) => {
    expect(altered(change).kind).toBe('broken');
  });

  it('shows an altered document', () => {
    const other = Buffer.from('order form.');
    expect(verifyEvidence(evidence(), { document: other })).toMatchObject({ kind: 'broken' });
    expect(verifyEvidence(evidence(), { document, signed: other })).toMatchObject({ kind: 'broken' });
  });

  it('of another order form does not pass for this one', () => {
    expect(verifyEvidence({ ...evidence(), orderFormId: 'form-2' })).toMatchObject({ kind: 'broken' });
  });
});
