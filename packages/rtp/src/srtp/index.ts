export { createSdesKey, readSdesKey, sdesKeyParameters } from './sdes.ts';
export type { SdesKey } from './sdes.ts';
export { SdesSession } from './sdes-session.ts';
export { srtpSuites } from './suites.ts';
