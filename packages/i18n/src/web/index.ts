export { webEn, type WebTexts } from './en.ts';
export { webFr } from './fr.ts';
