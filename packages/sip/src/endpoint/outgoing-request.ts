/** Requests outside dialogs: REGISTER to a carrier, OPTIONS, MESSAGE, SUBSCRIBE. */
import type { Flow, SipHeader, SipRequest } from '../message.ts';
import { parseNameAddr } from '../name-addr.ts';
import { newCallId, newTag } from '../transaction/ids.ts';
import { createAuthenticator } from './authenticator.ts';
import type { EndpointCore } from './core.ts';
import { bodyBytes, bodyHeaders, contactValue, header } from './parts.ts';
import { runRequest } from './request-runner.ts';
import type { Hop } from './sender.ts';
import type { FinalResponse, OutgoingRequest, SipHeaders, Target } from './types.ts';

export const sendRequest = (core: EndpointCore, options: OutgoingRequest): Promise<FinalResponse> => {
  const { promise, resolve } = Promise.withResolvers<FinalResponse>();
  const fromTag = options.fromTag ?? newTag();
  const callId = options.callId ?? newCallId();
  let seq = (options.cseq ?? 1) - 1;
  runRequest({
    core,
    hop: firstHop(options),
    authenticator: createAuthenticator(options.credentials),
    mayFailOver: true,
    nextSeq: () => (seq += 1),
    build: (number, credentials, flow) => build(core, options, { fromTag, callId, seq: number, credentials, flow }),
    onDone: resolve,
  });
  return promise;
};

/** Over the flow, else the first route, else the Request-URI. */
export const firstHop = ({ uri, flow, route }: Target): Hop => {
  const [first] = route ?? [];
  return { flow, uri: (first === undefined ? undefined : parseNameAddr(first)?.uri) ?? uri };
};

type Run = {
  readonly fromTag: string;
  readonly callId: string;
  readonly seq: number;
  readonly credentials: SipHeaders;
  readonly flow: Flow;
};

const build = (core: EndpointCore, options: OutgoingRequest, run: Run): SipRequest => {
  const body = bodyBytes(options.body);
  const headers: SipHeader[] = [
    ...(options.route ?? []).map((value) => header('Route', value)),
    header('Max-Forwards', `${options.maxForwards ?? 70}`),
    header('From', `${options.from};tag=${run.fromTag}`),
    header('To', options.to ?? `<${options.uri}>`),
    header('Call-ID', run.callId),
    header('CSeq', `${run.seq} ${options.method}`),
    header('Contact', options.contact ?? contactValue(core, run.flow)),
    ...run.credentials,
    ...(options.headers ?? []),
    header('User-Agent', core.userAgent),
    ...bodyHeaders(body, options.contentType),
  ];
  return { kind: 'request', method: options.method, uri: options.uri, headers, body };
};
