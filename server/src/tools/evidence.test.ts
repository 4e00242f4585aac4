import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nextEntry, sha256 } from '../modules/contract/evidence/chain.ts';
import { evidenceCommand } from './evidence.ts';

const folder = mkdtempSync(join(tmpdir(), 'carillon-evidence-'));
const save = (name: string, content: string) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

const what = { kind: 'sent', actor: 'Ana', at: '2026-01-15T11:00:00Z', details: { documentSha256: sha256('PDF') } };
const orderFormId = '01900000-0000-7000-8000-000000000000';
const file = { format: 1, orderFormId, number: 'BC-000001', entries: [nextEntry(orderFormId, null, what)] };

describe('npm run evidence', () => {
  const sent = save('sent.pdf', 'PDF');
  const good = save('good.json', JSON.stringify(file));

  it('says that evidence and document are intact', () => {
    expect(evidenceCommand([good, '--sent', sent])).toMatchObject({ exitCode: 0 });
    expect(evidenceCommand([good]).output).toMatch(/^Intact: BC-000001, 1 entries, [0-9a-f]{64}$/);
  });

  it('finds one changed byte, in the evidence or in the document', () => {
    const bad = save('bad.json', JSON.stringify(file).replace('"Ana"', '"Eve"'));
    expect(evidenceCommand([bad])).toMatchObject({ exitCode: 1 });
    expect(evidenceCommand([good, '--sent', save('other.pdf', 'PDG')])).toMatchObject({ exitCode: 1 });
  });

  it('says what it needs', () => {
    expect(evidenceCommand([])).toMatchObject({ exitCode: 2 });
    expect(evidenceCommand([join(folder, 'nothing.json')])).toMatchObject({ exitCode: 2 });
    expect(evidenceCommand([save('empty.json', '{}')])).toMatchObject({ exitCode: 2 });
    expect(evidenceCommand([good, '--other'])).toMatchObject({ exitCode: 2 });
  });
});
