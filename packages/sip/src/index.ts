export type * from './message.ts';
export type * from './endpoint/types.ts';
