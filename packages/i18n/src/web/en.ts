import { shellEn } from './en/shell.ts';
import { phoneEn } from './en/phone.ts';
import { callsEn } from './en/calls.ts';
import { contractEn } from './en/contract.ts';
import { operatorEn } from './en/operator.ts';
import { orderFormsEn } from './en/order-forms.ts';
import { setUpEn } from './en/set-up.ts';
import { securityEn } from './en/security.ts';

/** English texts of the web application. French has the same shape, checked by its type. */
export const webEn = {
  ...shellEn,
  ...phoneEn,
  ...callsEn,
  ...setUpEn,
  ...operatorEn,
  ...contractEn,
  ...orderFormsEn,
  ...securityEn,
} as const;

type Widen<T> = { readonly [K in keyof T]: T[K] extends string ? string : Widen<T[K]> };
/** Every language of the web application has exactly these keys. */
export type WebTexts = Widen<typeof webEn>;
