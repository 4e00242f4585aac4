export * from './contract/policies.ts';
export * from './contract/terms.ts';
