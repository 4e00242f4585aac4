import { existsSync } from 'node:fs';
import { chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { randomToken } from '../ids.ts';
import { findBinaries, type Binaries } from './embedded-binaries.ts';
import { choosePlace, osUser, type OsUser } from './embedded-place.ts';
import {
  freePort,
  isAlive,
  isPortFree,
  killServer,
  runToEnd,
  runningServer,
  spawnServer,
  stopServer,
  waitUntilReady,
} from './embedded-process.ts';

export type EmbeddedPostgres = {
  /** Address of the cluster's superuser and the database `carillon`: for set-up, never for the program's queries. */
  readonly adminUrl: string;
  /** Where the cluster lives. */
  readonly folder: string;
  /** True when a server left by a killed process was taken over. */
  readonly reused: boolean;
  /** Ends the server (PostgreSQL's fast shutdown). */
  readonly stop: () => Promise<void>;
  /** Asks it to end, without waiting. */
  readonly kill: () => void;
};

export type EmbeddedOptions = {
  /** The data folder of Carillon; the cluster is its `postgres` unless PostgreSQL's own user can't reach that. */
  readonly dataDir: string;
  /** Tells people what takes long or lies elsewhere than expected. */
  readonly say: (sentence: string) => void;
  /** Trades safety for speed: for tests, whose cluster is thrown away. */
  readonly disposable?: boolean;
};

/** Kept in `postgres.json` of the data folder. */
type State = { folder: string; port: number; password: string };

const database = 'carillon';

async function readState(path: string): Promise<State | null> {
  const text = await readFile(path, 'utf8').catch(() => null);
  return text === null ? null : (JSON.parse(text) as State);
}

async function keepState(path: string, state: State): Promise<void> {
  await writeFile(path, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
}

async function initialise(binaries: Binaries, state: State, user: OsUser | null, disposable: boolean): Promise<void> {
  const temporary = await mkdtemp(join(tmpdir(), 'carillon-'));
  const passwordFile = join(temporary, 'password');
  await writeFile(passwordFile, `${state.password}\n`, { mode: 0o600 });
  await mkdir(state.folder, { recursive: true, mode: 0o700 });
  if (user) {
    for (const path of [temporary, passwordFile, state.folder]) await chown(path, user.uid, user.gid);
  }
  const flags = [
    `--pgdata=${state.folder}`,
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
  ];
  try {
    await runToEnd(binaries.initdb, disposable ? [...flags, '--no-sync'] : flags, user);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

function serverFlags(state: State, disposable: boolean): string[] {
  const settings = {
    port: String(state.port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    timezone: 'UTC',
    log_timezone: 'UTC',
    random_page_cost: '1.1',
    jit: 'off',
    ...(disposable
      ? { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', max_wal_senders: '0', wal_level: 'minimal' }
      : {}),
  };
  return ['-D', state.folder, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

const urlOf = (state: State, name: string) => `postgres://postgres:${state.password}@127.0.0.1:${state.port}/${name}`;

async function createDatabase(state: State): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(state, 'postgres') });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (!rowCount) await client.query(`create database ${database}`);
  } finally {
    await client.end();
  }
}

async function prepareState(options: EmbeddedOptions, statePath: string, user: OsUser | null): Promise<State> {
  const kept = await readState(statePath);
  if (kept && existsSync(join(kept.folder, 'PG_VERSION'))) return kept;
  const binaries = await findBinaries(user, options.say);
  const place = await choosePlace(options.dataDir, user);
  if (place.moved) {
    options.say(`PostgreSQL's own user can't reach ${options.dataDir}, so the database lives in ${place.folder}.`);
  }
  // A cluster without its password, or one that initdb did not finish, is of no use; only an unfinished one is removed.
  if (existsSync(join(place.folder, 'PG_VERSION')) && !kept) {
    throw new Error(
      `${place.folder} holds a database whose postgres.json is lost. Restore it, or move the folder away.`,
    );
  }
  const state = { folder: place.folder, port: await freePort(), password: randomToken(24) };
  options.say('Creating the database (once, a few seconds) …');
  await initialise(binaries, state, user, options.disposable ?? false);
  await keepState(statePath, state);
  return state;
}

async function startServer(
  options: EmbeddedOptions,
  statePath: string,
  kept: State,
  user: OsUser | null,
): Promise<State> {
  const state = (await isPortFree(kept.port)) ? kept : { ...kept, port: await freePort() };
  if (state !== kept) await keepState(statePath, state);
  const binaries = await findBinaries(user, options.say);
  const logFile = join(options.dataDir, 'postgres.log');
  const flags = serverFlags(state, options.disposable ?? false);
  for (let tries = 1; ; tries += 1) {
    const server = spawnServer(binaries.postgres, flags, { user, logFile });
    try {
      await waitUntilReady(urlOf(state, 'postgres'), { failed: server.failed, logFile });
      break;
    } catch (error) {
      // Children of a killed server hold its memory until they notice that it is gone.
      if (tries === 10 || !(error as Error).message.includes('shared memory')) throw error;
      await pause(500);
    }
  }
  await createDatabase(state);
  return state;
}

/** Takes over a server that was left running; one that does not answer is stopped. */
async function takeOver(state: State): Promise<boolean> {
  const running = await runningServer(state.folder);
  if (!running) return false;
  const found = { ...state, port: running.port };
  try {
    const failed = () => (isAlive(running.pid) ? null : 'it has ended');
    await waitUntilReady(urlOf(found, 'postgres'), { failed });
    await createDatabase(found);
    state.port = running.port;
    return true;
  } catch {
    await stopServer(state.folder);
    return false;
  }
}

/**
 * Starts the PostgreSQL that comes with npm on the data folder, or takes over the one that a killed process left
 * running. It listens on 127.0.0.1 only, on a port of its own, with a random password.
 * @throws Error with a sentence for people when it can't run here
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  await mkdir(options.dataDir, { recursive: true });
  const statePath = join(options.dataDir, 'postgres.json');
  const user = await osUser();
  let state = await prepareState(options, statePath, user);
  const reused = await takeOver(state);
  if (!reused) state = await startServer(options, statePath, state, user);
  const { folder } = state;
  return {
    adminUrl: urlOf(state, database),
    folder,
    reused,
    stop: () => stopServer(folder),
    kill: () => killServer(folder),
  };
}
