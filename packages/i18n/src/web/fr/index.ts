import { shellFr } from './shell.ts';
import { phoneFr } from './phone.ts';
import { callsFr } from './calls.ts';
import { setUpFr } from './set-up.ts';
import type { WebTexts } from '../en/index.ts';

/** Textes français de l’application web. */
export const webFr: WebTexts = { ...shellFr, ...phoneFr, ...callsFr, ...setUpFr };
