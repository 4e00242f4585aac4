export type * from './message.ts';
export type * from './endpoint/types.ts';
export { parseMessage } from './parse/parse-message.ts';
export { defaultParseLimits, type ParseLimits } from './parse/limits.ts';
export { createStreamFramer, type StreamFramer, type StreamItem } from './parse/stream-framer.ts';
export { canonicalHeaderName } from './parse/header-names.ts';
export { serializeMessage } from './serialize.ts';
export { headerLineValues, headerValue, headerValues, splitList, type WithHeaders } from './headers/values.ts';
export { appendHeader, prependHeader, withHeader, withoutHeader } from './headers/edit.ts';
export {
  formatUri,
  parseSipUri,
  parseUri,
  type SipUri,
  type TelUri,
  type OtherUri,
  type Uri,
  type UriHeader,
} from './uri.ts';
export { isSameHost, isSameUri } from './uri-compare.ts';
export { formatHostPort, parseHostPort, type HostPort } from './host-port.ts';
export { expandIpv6, isIpv4, isIpv6 } from './ip-address.ts';
export { sourceKey } from './transport/source-key.ts';
export { formatNameAddr, parseNameAddr, type NameAddr } from './name-addr.ts';
export {
  findParam,
  formatParams,
  hasParam,
  paramValue,
  parseParams,
  withoutParam,
  withParam,
  type Param,
  type Params,
} from './headers/params.ts';
export {
  BRANCH_COOKIE,
  formatVia,
  parseVia,
  readVias,
  topVia,
  withoutTopVia,
  withTopVia,
  type Via,
} from './headers/via.ts';
export {
  formatAddresses,
  readAddress,
  readAddresses,
  readContacts,
  readTag,
  withTag,
  type AddressHeader,
  type AddressListHeader,
  type Contacts,
} from './headers/addresses.ts';
export {
  formatCSeq,
  formatRAck,
  hasOption,
  parseCSeq,
  readCSeq,
  readMaxForwards,
  readPrivacy,
  readRAck,
  readRetryAfter,
  readRSeq,
  readSeconds,
  readTokens,
  type CSeq,
  type RAck,
  type RetryAfter,
  type TokenListHeader,
} from './headers/scalars.ts';
export {
  formatContentType,
  formatReason,
  formatReplaces,
  formatSessionExpires,
  parseContentType,
  parseReplaces,
  readContentType,
  readMinSe,
  readReasons,
  readReplaces,
  readSessionExpires,
  readTokenWithParams,
  type ContentType,
  type Reason,
  type ReplacesHeader,
  type SessionExpires,
  type TokenWithParams,
} from './headers/structured.ts';
export {
  formatDiversion,
  readDiversions,
  type Diversion,
  type DiversionPrivacy,
  type DiversionReason,
} from './headers/diversion.ts';
export {
  diversionsOfHistory,
  formatHistoryEntry,
  historyOfDiversions,
  readHistoryInfo,
  type HistoryEntry,
} from './headers/history-info.ts';
export { formatRemotePartyId, readRemotePartyIds, type RemotePartyId } from './headers/remote-party-id.ts';
export { readCertificates } from './stir/certificate-chain.ts';
export { formatIdentity, readIdentities, type IdentityHeader } from './stir/identity-header.ts';
export {
  canonicalNumber,
  readPassport,
  signPassport,
  type Attestation,
  type Passport,
  type PassportClaims,
} from './stir/passport.ts';
export { readTnAuthList, type TnAuthorization } from './stir/tn-auth-list.ts';
export {
  checkPassport,
  verifyIdentity,
  type CallNumbers,
  type IdentityFault,
  type IdentityVerdict,
} from './stir/verify-identity.ts';
export { readGeolocations, readLocation, withLocation } from './location/geolocation.ts';
export type { CivicAddress, GeoPoint, Location } from './location/pidf-lo.ts';
export { formatDate, readDate } from './headers/date.ts';
export { validateRequest, type RequestVerdict } from './headers/validate-request.ts';
export { checkCapabilities, type Capabilities, type CapabilityVerdict } from './headers/check-capabilities.ts';
export {
  formatAuthValue,
  parseAuthValue,
  readAuthValues,
  type AuthHeaderName,
  type AuthValue,
} from './headers/auth.ts';
export { DIGEST_ALGORITHMS, digestHa1, digestResponse, type DigestAlgorithm } from './digest/hash.ts';
export { createNonceIssuer, type NonceIssuer, type NonceIssuerOptions, type NonceUse } from './digest/nonce-issuer.ts';
export {
  digestChallenge,
  readDigestCredentials,
  verifyDigest,
  type ChallengeKind,
  type ChallengeOptions,
  type DigestCredentials,
  type DigestVerdict,
  type StoredHa1s,
  type VerifyOptions,
} from './digest/server.ts';
export { challengeAlgorithms } from './digest/peer-algorithms.ts';
export { createDigestClient, type DigestClient, type DigestClientOptions } from './digest/client.ts';
export { applyRegister, defaultRegisterLimits } from './registrar/apply-register.ts';
export type { RegisterContext, RegisterLimits, RegisterOutcome, RegisterResponse } from './registrar/apply-register.ts';
export { bindingsInOrder, flowsByDevice, formatBinding, splitExpired, type Binding } from './registrar/binding.ts';
export type { PushTarget } from './registrar/push.ts';
export { readAddressOfRecord, type AddressOfRecord } from './registrar/address-of-record.ts';
export { createSipEndpoint, defaultSipLimits } from './endpoint/endpoint.ts';
export { TokenBuckets, type TokenBucketOptions } from './transport/token-bucket.ts';
export { sdpOf } from './endpoint/parts.ts';
export { createResolver } from './transport/resolver.ts';
export { Notifier, defaultNotifierLimits, type NotifierConfig, type NotifierLimits } from './events/notifier.ts';
export type { EventBody, NotifyView, SubscriptionPlan } from './events/subscription.ts';
export type { SubscribeRequest } from './events/subscribe-request.ts';
export type { Ending } from './events/notifier-machine.ts';
export { applyPublish, type Publication, type PublishContext, type PublishOutcome } from './events/apply-publish.ts';
export { CONFERENCE_INFO, conferenceInfo, type ConferenceState } from './events/bodies/conference-info.ts';
export { DIALOG_INFO, dialogInfo, type WatchedDialog } from './events/bodies/dialog-info.ts';
export { MESSAGE_SUMMARY, messageSummary, type VoiceMessages } from './events/bodies/message-summary.ts';
export {
  PIDF,
  presenceDocument,
  readPresence,
  type Activity,
  type Presence,
  type PublishedPresence,
} from './events/bodies/presence.ts';
export { REGISTRATION_INFO, registrationInfo } from './events/bodies/registration-info.ts';
export { findPart } from './multipart.ts';
export { resourceList } from './events/bodies/resource-list.ts';
