export * from './session.ts';
export * from './users.ts';
export * from './one-time-links.ts';
export * from './organization.ts';
export * from './administration.ts';
