export * from './calls.ts';
export * from './softphone.ts';
export * from './team.ts';
export * from './devices.ts';
export * from './trunks.ts';
export * from './service-extensions.ts';
export * from './sip-guard.ts';
export * from './toll.ts';
