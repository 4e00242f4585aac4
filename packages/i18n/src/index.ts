export * from './web/index.ts';
export { serverText, type ServerTextKey } from './server-texts.ts';
export { telephonyText, type TelephonyTextKey } from './telephony-texts.ts';
