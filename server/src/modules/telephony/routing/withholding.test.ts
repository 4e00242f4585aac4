import { expect, test } from 'vitest';
import { readWithholding } from './withholding.ts';

test.each([
  ['0142685300', '0142685300', false],
  ['#31#0142685300', '0142685300', true],
  ['*31#0142685300', '0142685300', true],
  ['*31*0142685300', '0142685300', true],
  ['*310142685300', '0142685300', true],
  ['# 31 # 01 42 68 53 00', '0142685300', true],
  ['#31#+33142685300', '+33142685300', true],
  ['#31#112', '112', true],
  ['36510142685300', '0142685300', true],
  ['365100442079460000', '00442079460000', true],
  ['3651', '3651', false],
  ['36511', '36511', false],
  ['#31#', '#31#', false],
  ['*32#0142685300', '*32#0142685300', false],
])('%s', (dialled, number, isWithheld) => {
  expect(readWithholding(dialled)).toEqual({ dialled: number, isWithheld });
});
