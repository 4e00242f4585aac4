/** The messages that fuzzing begins with: the torture messages of RFC 4475 and RFC 5118. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export const fuzzCorpus: readonly Uint8Array[] = ['rfc4475', 'rfc5118'].flatMap((name) => readFolder(name));

function readFolder(name: string): Uint8Array[] {
  const folder = join(import.meta.dirname, '../../test-data', name);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
}
