export { webEn, type WebTexts } from './en/index.ts';
export { webFr } from './fr/index.ts';
