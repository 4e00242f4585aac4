export * from './contract/policies.ts';
export * from './contract/terms.ts';
export * from './contract/catalogue.ts';
export * from './contract/order-forms.ts';
export * from './contract/outlook.ts';
export * from './contract/deadlines.ts';
