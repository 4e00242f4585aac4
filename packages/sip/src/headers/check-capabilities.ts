import type { SipHeader, SipRequest } from '../message.ts';
import { readTokens } from './scalars.ts';
import { parseContentType, readContentType } from './structured.ts';
import { headerValue, headerValues } from './values.ts';

/** What a user agent server can do. */
export type Capabilities = {
  readonly methods: readonly string[];
  /** Option tags, e.g. `100rel`, `timer`, `replaces`. */
  readonly options: readonly string[];
  /** Media types of bodies it reads, in lower case, e.g. `application/sdp`. */
  readonly contentTypes: readonly string[];
  /** Media types that it may have to answer with; empty when its answers carry no body. */
  readonly answerTypes?: readonly string[];
};

export type CapabilityVerdict =
  | { readonly kind: 'ok' }
  | {
      readonly kind: 'rejected';
      readonly status: 405 | 406 | 415 | 420;
      readonly reason: string;
      readonly headers: readonly SipHeader[];
    };

/**
 * The inspection of RFC 3261 §8.2.1-8.2.3 in its order: method (405 with Allow), Require (420 with Unsupported), body
 * (415 with Accept), Accept (406). For a request that `validateRequest` has let through.
 */
export function checkCapabilities(request: SipRequest, capabilities: Capabilities): CapabilityVerdict {
  return (
    checkMethod(request, capabilities) ??
    checkRequire(request, capabilities) ??
    checkBody(request, capabilities) ??
    checkAccept(request, capabilities) ?? { kind: 'ok' }
  );
}

function checkMethod(request: SipRequest, { methods }: Capabilities): CapabilityVerdict | undefined {
  if (methods.includes(request.method)) return undefined;
  const headers = [{ name: 'Allow', value: methods.join(', ') }];
  return { kind: 'rejected', status: 405, reason: 'Method Not Allowed', headers };
}

function checkRequire(request: SipRequest, { options }: Capabilities): CapabilityVerdict | undefined {
  // §8.2.2.3: ignored in CANCEL and ACK.
  if (request.method === 'CANCEL' || request.method === 'ACK') return undefined;
  const known = new Set(options.map((option) => option.toLowerCase()));
  const unknown = readTokens(request, 'Require').filter((option) => !known.has(option.toLowerCase()));
  if (unknown.length === 0) return undefined;
  const headers = [{ name: 'Unsupported', value: unknown.join(', ') }];
  return { kind: 'rejected', status: 420, reason: 'Bad Extension', headers };
}

function checkBody(request: SipRequest, { contentTypes }: Capabilities): CapabilityVerdict | undefined {
  if (request.body.length === 0) return undefined;
  const type = readContentType(request)?.type;
  const encodings = headerValues(request, 'Content-Encoding').filter(
    (encoding) => encoding.toLowerCase() !== 'identity',
  );
  if (type !== undefined && contentTypes.includes(type) && encodings.length === 0) return undefined;
  // §8.2.3: handling=optional lets an unknown body be ignored.
  if (/;\s*handling\s*=\s*optional/i.test(headerValue(request, 'Content-Disposition') ?? '')) return undefined;
  const headers = [{ name: 'Accept', value: contentTypes.join(', ') }];
  return { kind: 'rejected', status: 415, reason: 'Unsupported Media Type', headers };
}

function checkAccept(request: SipRequest, { answerTypes = [] }: Capabilities): CapabilityVerdict | undefined {
  if (answerTypes.length === 0 || headerValue(request, 'Accept') === undefined) return undefined;
  const ranges = headerValues(request, 'Accept').map((value) => parseContentType(value)?.type ?? '');
  const isAccepted = answerTypes.some((type) => ranges.some((range) => isInRange(type, range)));
  return isAccepted ? undefined : { kind: 'rejected', status: 406, reason: 'Not Acceptable', headers: [] };
}

function isInRange(type: string, range: string): boolean {
  if (range === '*/*' || range === type) return true;
  return range.endsWith('/*') && type.startsWith(range.slice(0, -1));
}
