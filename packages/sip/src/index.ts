export type * from './message.ts';
export type * from './endpoint/types.ts';
export { parseMessage } from './parse/parse-message.ts';
export { defaultParseLimits, type ParseLimits } from './parse/limits.ts';
export { createStreamFramer, type StreamFramer, type StreamItem } from './parse/stream-framer.ts';
export { canonicalHeaderName } from './parse/header-names.ts';
export { serializeMessage } from './serialize.ts';
export { headerLineValues, headerValue, headerValues, splitList, type WithHeaders } from './headers/values.ts';
export { appendHeader, prependHeader, withHeader, withoutHeader } from './headers/edit.ts';
