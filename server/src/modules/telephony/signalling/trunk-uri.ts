import type { Trunk } from './trunk.ts';

/** A Request-URI towards a carrier; `user` null for the carrier itself (REGISTER, OPTIONS). */
export function trunkUri(trunk: Trunk, user: string | null): string {
  const host = trunk.host.includes(':') ? `[${trunk.host}]` : trunk.host;
  const transport = trunk.transport === 'udp' ? '' : `;transport=${trunk.transport}`;
  return `sip:${user === null ? '' : `${user}@`}${host}:${trunk.port}${transport}`;
}
