import type { Platform } from '../platform/platform.ts';
import type { Role } from './role.ts';

const restartExpectedSeconds = 10;

/** API, web application and realtime connections. `onListening` learns the port (another one when 0 was asked for). */
export function createHttpRole(
  { http, realtime, config }: Pick<Platform, 'http' | 'realtime' | 'config'>,
  onListening: (port: number) => void = () => {},
): Role {
  return {
    name: 'http',
    start: async () => onListening(await http.listen(config.host, config.httpPort)),
    warn: () => realtime.stopping(restartExpectedSeconds),
    stop: () => http.close(),
  };
}
