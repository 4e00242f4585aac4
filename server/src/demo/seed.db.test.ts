import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { operatorScope, organizationScope, sql } from '#platform/db';
import { identityApp, type IdentityApp } from '#test/factories/identity';
import { request } from '#test/requests';
import { seedBench, type BenchFile } from './bench/seed-bench.ts';
import type { DemoFile } from './demo-file.ts';
import type { SeedCall, SeedDevice, SeedService, SeedTrunk, TelephonySeed } from './ports.ts';
import { seedDemo } from './seed-demo.ts';

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'carillon-demo-'));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

const sip = { host: '127.0.0.1', port: 5060, domain: 'carillon.local' };

function recordingTelephony() {
  const seen = {
    devices: [] as SeedDevice[],
    trunks: [] as SeedTrunk[],
    calls: [] as SeedCall[],
    services: [] as SeedService[],
  };
  const telephony: TelephonySeed = {
    createDevicesWithSecrets: async (_tx, devices) => void seen.devices.push(...devices),
    createTrunk: async (_tx, trunk) => void seen.trunks.push(trunk),
    createServices: async (_tx, _organization, services) => void seen.services.push(...services),
    writeCallHistory: async (_tx, _organization, calls) => void seen.calls.push(...calls),
  };
  return { seen, telephony };
}

function demoDeps(app: IdentityApp, dataDir: string, config: object = {}) {
  const { seen, telephony } = recordingTelephony();
  const { db, clock } = app;
  const settings = { ...app.config, dataDir, demo: 'auto', sandboxPort: 5070, ...config } as const;
  return { seen, deps: { db, clock, config: settings, url: 'http://localhost:8080', ...app.modules, telephony, sip } };
}

const readDemo = async (dataDir: string) => JSON.parse(await readFile(join(dataDir, 'demo.json'), 'utf8')) as DemoFile;

describe('seedDemo', () => {
  it('makes two organizations once, and writes how to sign in at each start', async () => {
    const [app, dataDir] = [await identityApp(), await folder()];
    const { seen, deps } = demoDeps(app, dataDir);
    expect(await seedDemo(deps)).toMatchObject({ kind: 'on', created: true });
    const demo = await readDemo(dataDir);
    expect((await stat(join(dataDir, 'demo.json'))).mode & 0o077).toBe(0);
    expect(demo.organizations.map(({ users }) => users.length)).toEqual([6, 6]);
    expect(seen.devices).toHaveLength(12);
    expect(seen.trunks).toMatchObject([{ organizationId: null, host: '127.0.0.1', port: 5070 }]);
    expect(seen.services.map(({ extension }) => extension)).toEqual(['800', '801', '800', '801']);
    expect(seen.calls.length).toBeGreaterThan(500);
    await writeFile(join(dataDir, 'demo.json'), 'edited');
    expect(await seedDemo(deps)).toMatchObject({ kind: 'on', created: false });
    expect(await readDemo(dataDir)).toEqual(demo);
  });

  it('gives accounts and keys that work', async () => {
    const [app, dataDir] = [await identityApp(), await folder()];
    const { seen, deps } = demoDeps(app, dataDir);
    await seedDemo(deps);
    const { operator, organizations } = await readDemo(dataDir);
    const signIn = (who: { email: string; password: string }) =>
      request(app, 'POST /api/v1/session', { body: { email: who.email, password: who.password } });
    expect((await signIn(operator)).body).toMatchObject({ staff: true });
    const [office] = organizations;
    expect((await signIn(office!.users[0]!)).body).toMatchObject({
      role: 'super_admin',
      organization: { name: office!.name },
    });
    const listed = await request(app, 'GET /api/v1/numbers', { key: office!.apiKey });
    expect(listed.body.items.map((item: { number: string }) => item.number).sort()).toEqual(
      [...office!.numbers].sort(),
    );
    expect(seen.devices[0]).toMatchObject(office!.users[0]!.sip);
  });

  it('stays off outside loopback, with another database, when told so, and over data of yours', async () => {
    const [app, dataDir] = [await identityApp(), await folder()];
    for (const config of [{ host: '0.0.0.0' }, { databaseUrl: 'postgres://elsewhere/x' }, { demo: 'off' }]) {
      expect((await seedDemo(demoDeps(app, dataDir, config).deps)).kind).toBe('off');
    }
    await app.db.transaction(operatorScope, (tx) =>
      app.modules.identity.seed.staff(tx, {
        name: 'x',
        email: 'x@example.fr',
        password: 'phrase-de-passe',
        language: 'fr',
        timeZone: 'Europe/Paris',
      }),
    );
    expect((await seedDemo(demoDeps(app, dataDir).deps)).kind).toBe('off');
    await expect(readDemo(dataDir)).rejects.toThrow('ENOENT');
  });
});

describe('seedBench', () => {
  it('makes its organization once, with channels and telephones, and rewrites the same file', async () => {
    const [app, dataDir] = [await identityApp(), await folder()];
    const { seen, telephony } = recordingTelephony();
    const deps = { db: app.db, dataDir, ...app.modules, telephony, sip };
    expect(await seedBench(deps)).toMatchObject({ created: true, users: 1_200 });
    const bench = JSON.parse(await readFile(join(dataDir, 'bench.json'), 'utf8')) as BenchFile;
    expect(bench.users).toHaveLength(1_200);
    expect(new Set(bench.users.map((user) => user.username)).size).toBe(1_200);
    expect(bench.users[0]).toEqual({
      username: seen.devices[0]!.username,
      password: seen.devices[0]!.password,
      extension: '4000',
    });
    expect(seen.services.map(({ extension }) => extension)).toEqual([bench.announcement, ...bench.rooms]);
    expect(await seedBench(deps)).toMatchObject({ created: false });
    expect(JSON.parse(await readFile(join(dataDir, 'bench.json'), 'utf8'))).toEqual(bench);
    const { rows } = await app.db.read(operatorScope, (tx) =>
      sql<{ id: string }>`select id from organizations`.execute(tx),
    );
    expect(rows).toHaveLength(1);
    expect(
      await app.modules.contract.granted(organizationScope(rows[0]!.id), 'telephony.extra_channels'),
    ).toMatchObject({ limit: 1_000 });
  });
});
