import { expect, test } from 'vitest';
import { remembered } from './remembered.ts';

function counting() {
  const asked: string[] = [];
  const read = remembered((text) => {
    asked.push(text);
    return { text };
  });
  return { asked, read };
}

test('a text is read once, and its answer is the same object', () => {
  const { asked, read } = counting();
  expect(read('sip:a@example.com')).toBe(read('sip:a@example.com'));
  expect(asked).toEqual(['sip:a@example.com']);
});

test('what is in use outlives thousands of texts that come once', () => {
  const { asked, read } = counting();
  for (let index = 0; index < 10_000; index += 1) {
    read('in use');
    read(`once ${index}`);
  }
  expect(asked.filter((text) => text === 'in use')).toHaveLength(1);
});

test('memory is bounded: old texts are forgotten, long ones never kept', () => {
  const { asked, read } = counting();
  read('old');
  for (let index = 0; index < 10_000; index += 1) read(`once ${index}`);
  read('old');
  expect(asked.filter((text) => text === 'old')).toHaveLength(2);
  const long = 'x'.repeat(1_000);
  read(long);
  read(long);
  expect(asked.filter((text) => text === long)).toHaveLength(2);
});
