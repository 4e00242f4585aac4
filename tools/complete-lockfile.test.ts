import { expect, test } from 'vitest';
import { complete, platformOf } from './complete-lockfile.mjs';

test('the platform is read from the name', () => {
  expect(platformOf('@swc/core-darwin-arm64')).toEqual({ os: ['darwin'], cpu: ['arm64'] });
  expect(platformOf('@oxfmt/binding-linux-x64-musl')).toEqual({ os: ['linux'], cpu: ['x64'], libc: ['musl'] });
  expect(platformOf('@oxlint/binding-win32-x64-msvc')).toEqual({ os: ['win32'], cpu: ['x64'] });
  expect(platformOf('bufferutil')).toBeUndefined();
});

test('only what is missing is added, with the version its parent names', () => {
  const optionalDependencies = { 'p-linux-x64-gnu': '1.2.3', 'p-darwin-x64': '1.2.3' };
  const present = { version: '1.2.3', integrity: 'sha512-x', optional: true };
  const packages = { 'node_modules/p': { dev: true, optionalDependencies }, 'node_modules/p-linux-x64-gnu': present };
  const { lock, added } = complete({ lockfileVersion: 3, packages });
  expect(added).toEqual(['p-darwin-x64']);
  expect(lock.packages['node_modules/p-linux-x64-gnu']).toBe(present);
  const entry = { version: '1.2.3', os: ['darwin'], cpu: ['x64'], dev: true, optional: true };
  expect(lock.packages['node_modules/p-darwin-x64']).toEqual(entry);
});
