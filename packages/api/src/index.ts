export * from './operation.ts';
export * from './common.ts';
export * from './permissions.ts';
export * from './entitlements.ts';
export * from './realtime.ts';
export * from './events/index.ts';
export * from './operations/call-views.ts';
export * as identityOperations from './operations/identity.ts';
export * as contractOperations from './operations/contract.ts';
export * as numbersOperations from './operations/numbers.ts';
export * as telephonyOperations from './operations/telephony.ts';
export type {
  OrderFormView,
  PolicyChangeView,
  PolicyView,
  PriceListView,
  SignatureView,
  TermsVersionView,
} from './operations/contract.ts';
export type { SessionView, UserView } from './operations/identity.ts';
export type { NumberView } from './operations/numbers.ts';
export type {
  DeviceView,
  GuardIncident,
  ServiceExtensionView,
  TeamMember,
  TrunkView,
  TollAlertView,
  TollLimitsView,
} from './operations/telephony.ts';
