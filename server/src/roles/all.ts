import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '../platform/log.ts';
import type { Role } from './role.ts';

/** A role that does not end by itself is left behind after this long. */
const stopLimitMs = 4_000;

async function stopRole(role: Role, log: Logger): Promise<void> {
  const late = pause(stopLimitMs, 'late', { ref: false });
  const ended = role.stop().then(
    () => 'stopped',
    (error: unknown) => {
      log.error({ role: role.name, error }, 'role failed to stop');
      return 'failed';
    },
  );
  if ((await Promise.race([ended, late])) === 'late') log.warn({ role: role.name }, 'role left behind while stopping');
}

/** Starts roles in the order given: what others need comes first. */
export async function startRoles(roles: readonly Role[], log: Logger): Promise<void> {
  for (const role of roles) {
    const startedAt = performance.now();
    await role.start();
    log.info({ role: role.name, milliseconds: Math.round(performance.now() - startedAt) }, 'role started');
  }
}

/** Warns everyone, then stops the roles in the reverse order. */
export async function stopRoles(roles: readonly Role[], log: Logger): Promise<void> {
  for (const role of roles) role.warn?.();
  for (const role of roles.toReversed()) await stopRole(role, log);
}
