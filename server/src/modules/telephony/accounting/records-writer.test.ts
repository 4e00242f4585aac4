import { expect, test } from 'vitest';
import { silentLogger } from '#platform/log';
import { createFakeClock } from '#test/clock';
import type { Call } from '../call/types.ts';
import { createRecordsWriter } from './records-writer.ts';

function writerOf(insert: (calls: readonly Call[]) => Promise<void>) {
  const clock = createFakeClock('2026-03-02T09:00:00Z');
  const factsWritten = async () => {};
  return {
    clock,
    writer: createRecordsWriter({ store: { insert }, factsWritten, written: () => {}, clock, log: silentLogger() }),
  };
}

const call = (id: string) => ({ id }) as Call;

test('calls that end together share a transaction', async () => {
  const batches: string[][] = [];
  const { clock, writer } = writerOf(async (calls) => void batches.push(calls.map(({ id }) => id)));
  writer.add(call('a'));
  writer.add(call('b'));
  expect(batches).toEqual([]);
  await clock.advance(200);
  await writer.flush();
  expect(batches).toEqual([['a', 'b']]);
});

test('a call that ends while others are written is taken along, and the writer comes to rest', async () => {
  const batches: string[][] = [];
  const { clock, writer } = writerOf(async (calls) => {
    batches.push(calls.map(({ id }) => id));
    if (batches.length === 1) writer.add(call('b'));
  });
  writer.add(call('a'));
  await writer.flush();
  await clock.advance(1_000);
  await writer.flush();
  expect(batches).toEqual([['a'], ['b']]);
});

test('a database that refuses stops nobody: later calls are written', async () => {
  const written: string[] = [];
  let isDown = true;
  const { writer } = writerOf(async (calls) => {
    if (isDown) throw new Error('down');
    written.push(...calls.map(({ id }) => id));
  });
  writer.add(call('a'));
  await writer.flush();
  isDown = false;
  writer.add(call('b'));
  await writer.flush();
  expect(written).toEqual(['b']);
});
