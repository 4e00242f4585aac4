export * from './contract/policies.ts';
