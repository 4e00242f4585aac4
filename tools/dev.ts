// `npm run dev`: the server, restarted when its sources change, and the web application with hot reloading.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './repository.ts';

const webPort = 5173;
const httpPort = process.env['CARILLON_HTTP_PORT'] ?? '8080';

function startServer(args: string[]): ChildProcess {
  const file = join(repositoryRoot, 'server/src/main.ts');
  return spawn(process.execPath, ['--watch', '--watch-preserve-output', file, ...args], {
    cwd: repositoryRoot,
    stdio: 'inherit',
  });
}

/** Serves apps/web from its sources; the API, its WebSocket and SIP over WebSocket go to the server. */
async function startWeb(): Promise<() => Promise<void>> {
  const { createServer } = await import('vite');
  const target = `http://127.0.0.1:${httpPort}`;
  const proxy = { '/api': { target, ws: true }, '/sip': { target, ws: true } };
  const server = await createServer({
    root: join(repositoryRoot, 'apps/web'),
    server: { host: '127.0.0.1', port: webPort, proxy },
  });
  await server.listen();
  console.log(`Web application with hot reloading: http://127.0.0.1:${webPort}`);
  return () => server.close();
}

const server = startServer(process.argv.slice(2));
const closeWeb = existsSync(join(repositoryRoot, 'apps/web/index.html')) ? await startWeb() : async () => {};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => server.kill(signal));
server.on('exit', (code) => {
  void closeWeb().finally(() => process.exit(code ?? 1));
});
