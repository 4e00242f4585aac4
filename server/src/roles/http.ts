import type { Platform } from '../platform/platform.ts';
import type { Role } from './role.ts';

const restartExpectedSeconds = 10;

/** @throws Error that says which setting to change when the port can't be had */
function explainFor(config: Platform['config']) {
  return (error: NodeJS.ErrnoException): never => {
    const where = `${config.host}:${config.httpPort}`;
    const reasons: Record<string, string> = {
      EADDRINUSE: `Another program listens on ${where}. Stop it, or set CARILLON_HTTP_PORT to another port.`,
      EACCES: `Listening on ${where} is not allowed. Set CARILLON_HTTP_PORT to a port above 1023.`,
      EADDRNOTAVAIL: `This machine does not have the address ${config.host}. Correct CARILLON_HOST.`,
    };
    throw new Error(reasons[error.code ?? ''] ?? error.message, { cause: error });
  };
}

/** API, web application and realtime connections. `onListening` learns the port (another one when 0 was asked for). */
export function createHttpRole(
  { http, realtime, config }: Pick<Platform, 'http' | 'realtime' | 'config'>,
  onListening: (port: number) => void = () => {},
): Role {
  return {
    name: 'http',
    start: async () => onListening(await http.listen(config.host, config.httpPort).catch(explainFor(config))),
    warn: () => realtime.stopping(restartExpectedSeconds),
    stop: () => http.close(),
  };
}
