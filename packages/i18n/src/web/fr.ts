import { shellFr } from './fr/shell.ts';
import { phoneFr } from './fr/phone.ts';
import { callsFr } from './fr/calls.ts';
import { contractFr } from './fr/contract.ts';
import { operatorFr } from './fr/operator.ts';
import { orderFormsFr } from './fr/order-forms.ts';
import { setUpFr } from './fr/set-up.ts';
import { securityFr } from './fr/security.ts';
import type { WebTexts } from './en.ts';

/** Textes français de l’application web. */
export const webFr: WebTexts = {
  ...shellFr,
  ...phoneFr,
  ...callsFr,
  ...setUpFr,
  ...operatorFr,
  ...contractFr,
  ...orderFormsFr,
  ...securityFr,
};
