export * from './contract/policies.ts';
export * from './contract/terms.ts';
export * from './contract/catalogue.ts';
