import { defineConfig } from 'vitest/config';

const path = (file: string) => new URL(file, import.meta.url).pathname;
const ignored = ['**/node_modules/**', '**/dist/**', '**/data/**'];

type Kind = {
  readonly name: string;
  readonly include: readonly string[];
  readonly exclude?: readonly string[];
  /** How long one test may take before it counts as hung, in milliseconds. */
  readonly testTimeout: number;
  /** True when the tests need the PostgreSQL that server/test/global-setup.ts starts. */
  readonly database?: boolean;
};

function project({ name, include, exclude = [], testTimeout, database = false }: Kind) {
  return {
    test: {
      name,
      include: [...include],
      exclude: [...ignored, ...exclude],
      globalSetup: database ? [path('./server/test/global-setup.ts')] : [],
      setupFiles: [path('./tools/vitest/setup.ts')],
      execArgv: ['--import', path('./tools/vitest/no-network.mjs')],
      testTimeout,
      hookTimeout: Math.max(testTimeout, 60_000),
      restoreMocks: true,
      unstubEnvs: true,
    },
  };
}

export default defineConfig({
  test: {
    teardownTimeout: 10_000,
    projects: [
      project({
        name: 'unit',
        include: ['**/*.test.{ts,tsx}'],
        exclude: ['**/*.{db,net}.test.ts'],
        testTimeout: 10_000,
      }),
      project({ name: 'db', include: ['**/*.db.test.ts'], testTimeout: 30_000, database: true }),
      project({ name: 'net', include: ['{packages,apps,tools}/**/*.net.test.ts'], testTimeout: 60_000 }),
      project({ name: 'server-net', include: ['server/**/*.net.test.ts'], testTimeout: 60_000, database: true }),
      project({ name: 'e2e', include: ['e2e/**/*.e2e.ts'], testTimeout: 120_000 }),
    ],
  },
});
