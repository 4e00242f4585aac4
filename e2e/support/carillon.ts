import { startProgram, type Program } from '../../server/test/program.ts';

export type { DemoUser } from '../../server/test/program.ts';
export type Carillon = Program;

/** A whole Carillon of its own: fresh data folder, free ports, demo data, sandbox carrier. */
export const startCarillon = (settings: Record<string, string> = {}): Promise<Carillon> =>
  startProgram({ rtpPorts: '24000-24998', settings });
