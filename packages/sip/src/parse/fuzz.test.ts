import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readContacts, readTag } from '../headers/addresses.ts';
import { readAuthValues } from '../headers/auth.ts';
import { checkCapabilities } from '../headers/check-capabilities.ts';
import { readDate } from '../headers/date.ts';
import { readPrivacy, readRAck, readRetryAfter } from '../headers/scalars.ts';
import { readContentType, readReasons, readReplaces, readSessionExpires } from '../headers/structured.ts';
import { validateRequest } from '../headers/validate-request.ts';
import { readVias } from '../headers/via.ts';
import type { SipMessage } from '../message.ts';
import { applyRegister } from '../registrar/apply-register.ts';
import { serializeMessage } from '../serialize.ts';
import { parseMessage } from './parse-message.ts';
import { createStreamFramer } from './stream-framer.ts';

const folder = join(import.meta.dirname, '../../test-data/rfc4475');
const corpus = readdirSync(folder).map((file) => readFileSync(join(folder, file)));
const runs = { numRuns: 1000 };

type Mutation = { readonly at: number; readonly remove: number; readonly insert: Uint8Array };

/** A torture message with a few stretches replaced by bytes that mean something to a SIP parser. */
const mutated = fc
  .tuple(
    fc.constantFrom(...corpus),
    fc.array(
      fc.record({
        at: fc.nat(4000),
        remove: fc.nat(12),
        insert: fc.oneof(
          fc.uint8Array({ maxLength: 6 }),
          fc
            .constantFrom('\r\n', '\r\n\r\n', ' ', ';', ',', '"', '<', '>', ':', '\\', '=', '@', '%00', '\0', '*')
            .map((text) => new Uint8Array(Buffer.from(text))),
        ),
      }),
      { minLength: 1, maxLength: 5 },
    ),
  )
  .map(([bytes, mutations]) => mutations.reduce(mutate, bytes));

function mutate(bytes: Buffer, { at, remove, insert }: Mutation): Buffer {
  const place = at % (bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, place), insert, bytes.subarray(place + remove)]);
}

/** Reads everything that can be read; the point is that nothing throws. */
function readAll(message: SipMessage): void {
  readVias(message);
  readContacts(message);
  readTag(message, 'From');
  readAuthValues(message, 'Authorization');
  readContentType(message);
  readSessionExpires(message);
  readReplaces(message);
  readReasons(message);
  readRAck(message);
  readRetryAfter(message);
  readPrivacy(message);
  readDate(message);
  if (message.kind === 'response') return;
  validateRequest(message);
  checkCapabilities(message, { methods: ['INVITE'], options: [], contentTypes: [] });
  applyRegister([], message, { nowMilliseconds: 0 });
}

/** Parses, reads, writes and parses again: the second message equals the first. */
function exercise(bytes: Uint8Array): void {
  const message = parseMessage(bytes);
  if (message.kind === 'parse_error') {
    expect(message.offset).toBeLessThanOrEqual(bytes.length);
    return;
  }
  readAll(message);
  const written = serializeMessage(message);
  const again = parseMessage(written);
  expect(again.kind).toBe(message.kind);
  expect(serializeMessage(again as SipMessage)).toEqual(written);
}

describe('the parser on anything', () => {
  it('never throws on random bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), exercise), runs);
  });

  it('never throws on mutated torture messages, and what it lets in is stable', () => {
    fc.assert(fc.property(mutated, exercise), { numRuns: 4000 });
  });

  it('a stream of anything gives items and ends', () => {
    const pushAll = (chunks: readonly Uint8Array[]) => {
      const framer = createStreamFramer({ messageBytes: 4096 });
      for (const chunk of chunks) {
        for (const item of framer.push(chunk)) {
          if (item.kind === 'request' || item.kind === 'response') readAll(item);
        }
        expect(framer.pendingBytes).toBeLessThanOrEqual(4096 + 4);
      }
    };
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.uint8Array({ maxLength: 80 }), mutated), { maxLength: 8 }), pushAll),
      runs,
    );
  });
});
