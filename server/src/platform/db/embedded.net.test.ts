import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded.ts';
import { isReachable } from './embedded-place.ts';
import { isAlive } from './embedded-process.ts';

async function dataFolder(mode = 0o755): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'carillon-embedded-'));
  await chmod(folder, mode);
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** `disposable` clusters start faster but may lose the last commits when they are killed. */
async function start(dataDir: string, said: string[] = [], disposable = true): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir, say: (line) => said.push(line), disposable });
  onTestFinished(() => postgres.stop());
  return postgres;
}

async function query(postgres: EmbeddedPostgres, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: postgres.adminUrl });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

const pidOf = async (postgres: EmbeddedPostgres) =>
  Number((await readFile(join(postgres.folder, 'postmaster.pid'), 'utf8')).split('\n')[0]);

/** Starts PostgreSQL from another Node process and kills that one the hard way. */
async function startAndKill(dataDir: string): Promise<void> {
  const module = join(import.meta.dirname, 'embedded.ts');
  const code = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(module)});
    await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, say() {}, disposable: true });
    console.log('started');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface(child.stdout)) if (line === 'started') break;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

test('the second start is quick and keeps the data, the port and the password', async () => {
  const dataDir = await dataFolder();
  const first = await start(dataDir);
  await query(first, 'create table kept as select 7 as n');
  await first.stop();
  const startedAt = performance.now();
  const second = await start(dataDir);
  expect(performance.now() - startedAt).toBeLessThan(2_000);
  expect(second.adminUrl).toBe(first.adminUrl);
  expect(await query(second, 'select n from kept')).toEqual([{ n: 7 }]);
});

test('after kill -9 of Node the server that was left running is taken over', async () => {
  const dataDir = await dataFolder();
  await startAndKill(dataDir);
  const postgres = await start(dataDir);
  expect(postgres.reused).toBe(true);
  expect(await query(postgres, 'select 1 as n')).toEqual([{ n: 1 }]);
  const pid = await pidOf(postgres);
  await postgres.stop();
  expect(isAlive(pid)).toBe(false);
});

test('after kill -9 of PostgreSQL too it starts again with every commit, whatever postmaster.pid says', async () => {
  const dataDir = await dataFolder();
  const first = await start(dataDir, [], false);
  await query(first, 'create table kept as select 7 as n');
  const pid = await pidOf(first);
  process.kill(pid, 'SIGKILL');
  const second = await start(dataDir, [], false);
  expect(second.reused).toBe(false);
  expect(await query(second, 'select n from kept')).toEqual([{ n: 7 }]);
});

test('a postmaster.pid that names another living program is not believed, and that program is left alone', async () => {
  const dataDir = await dataFolder();
  const first = await start(dataDir);
  await first.stop();
  await writeFile(join(first.folder, 'postmaster.pid'), `${process.pid}\n${first.folder}\n0\n1\n`);
  const second = await start(dataDir);
  expect(second.reused).toBe(false);
  expect(await query(second, 'select 1 as n')).toEqual([{ n: 1 }]);
});

test('a taken port is replaced by a free one', async () => {
  const dataDir = await dataFolder();
  const first = await start(dataDir);
  await first.stop();
  const other = await start(await dataFolder());
  const state = JSON.parse(await readFile(join(dataDir, 'postgres.json'), 'utf8'));
  const port = Number(new URL(other.adminUrl).port);
  await writeFile(join(dataDir, 'postgres.json'), JSON.stringify({ ...state, port }));
  const second = await start(dataDir);
  expect(new URL(second.adminUrl).port).not.toBe(String(port));
});

test('a database whose password is lost is refused, not overwritten', async () => {
  const dataDir = await dataFolder();
  const first = await start(dataDir);
  await first.stop();
  await rm(join(dataDir, 'postgres.json'));
  await expect(start(dataDir)).rejects.toThrow('postgres.json is lost');
});

test.runIf(process.getuid?.() === 0)(
  'as root under a private folder it moves, says so, and finds its data again',
  async () => {
    const home = await dataFolder(0o700);
    const dataDir = join(home, 'data');
    await mkdir(dataDir);
    const said: string[] = [];
    const first = await start(dataDir, said);
    onTestFinished(() => rm(join(first.folder, '..'), { recursive: true, force: true }));
    expect(first.folder).toMatch(/^\/var\/lib\/carillon\//);
    expect(said.join(' ')).toContain(first.folder);
    await query(first, 'create table kept as select 7 as n');
    await first.stop();
    const second = await start(dataDir, said);
    expect(second.folder).toBe(first.folder);
    expect(await query(second, 'select n from kept')).toEqual([{ n: 7 }]);
  },
);

test('reachability looks at every folder above', async () => {
  const home = await dataFolder(0o700);
  const stranger = { uid: 54_321, gid: 54_321 };
  expect(await isReachable(join(home, 'data'), stranger)).toBe(false);
  await chmod(home, 0o711);
  expect(await isReachable(join(home, 'data'), stranger)).toBe(true);
});
