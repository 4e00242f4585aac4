import type {
  IceCandidate,
  RtcpAttribute,
  RtpMap,
  SdpBandwidth,
  SdpConnection,
  SdpLine,
  SdpMedia,
  SessionDescription,
  SharedAttributes,
} from './types.ts';

/** Writes a description in the order of RFC 8866 5, with CRLF. Parsing the result gives the same description. */
export function formatSdp(session: SessionDescription): string {
  const { origin } = session;
  const lines = [
    'v=0',
    `o=${origin.username} ${origin.sessionId} ${origin.sessionVersion} IN ${origin.addressType} ${origin.address}`,
    `s=${session.name}`,
    ...otherLines(session.otherLines, 'iuep'),
    ...connectionLines(session.connection),
    ...bandwidthLines(session.bandwidths),
    ...session.times.map((time) => `t=${time}`),
    ...otherLines(session.otherLines, 'rzk'),
    ...session.groups.map((group) => `a=group:${[group.semantics, ...group.mids].join(' ')}`),
    ...(session.iceLite ? ['a=ice-lite'] : []),
    ...sharedLines(session),
    ...session.media.flatMap(mediaLines),
  ];
  return `${lines.map(withoutBreaks).join('\r\n')}\r\n`;
}

/** A value that smuggled in a line break would add lines of its own. */
function withoutBreaks(line: string): string {
  return line.replaceAll(/[\r\n\0]/g, ' ');
}

function mediaLines(media: SdpMedia): string[] {
  const port = media.portCount === undefined ? `${media.port}` : `${media.port}/${media.portCount}`;
  return [
    `m=${media.kind} ${port} ${media.protocol} ${media.formats.join(' ')}`,
    ...otherLines(media.otherLines, 'i'),
    ...connectionLines(media.connection),
    ...bandwidthLines(media.bandwidths),
    ...otherLines(media.otherLines, 'k'),
    ...(media.rtcp ? [rtcpLine(media.rtcp)] : []),
    ...(media.mid === undefined ? [] : [`a=mid:${media.mid}`]),
    ...media.rtpmaps.map(rtpMapLine),
    ...media.fmtps.map((fmtp) => `a=fmtp:${fmtp.format} ${fmtp.parameters}`),
    ...(media.ptime === undefined ? [] : [`a=ptime:${media.ptime}`]),
    ...(media.maxptime === undefined ? [] : [`a=maxptime:${media.maxptime}`]),
    ...(media.rtcpMux ? ['a=rtcp-mux'] : []),
    ...media.cryptos.map(
      (line) => `a=crypto:${words(line.tag, line.suite, line.keyParameters, line.sessionParameters)}`,
    ),
    ...sharedLines(media),
    ...media.candidates.map((candidate) => `a=candidate:${formatCandidate(candidate)}`),
    ...(media.endOfCandidates ? ['a=end-of-candidates'] : []),
    ...media.ssrcs.map(
      (line) => `a=ssrc:${line.ssrc} ${line.attribute}${line.value === undefined ? '' : `:${line.value}`}`,
    ),
  ];
}

function sharedLines(scope: SharedAttributes): string[] {
  return [
    ...(scope.iceUfrag === undefined ? [] : [`a=ice-ufrag:${scope.iceUfrag}`]),
    ...(scope.icePwd === undefined ? [] : [`a=ice-pwd:${scope.icePwd}`]),
    ...(scope.iceOptions === undefined ? [] : [`a=ice-options:${scope.iceOptions.join(' ')}`]),
    ...scope.fingerprints.map((fingerprint) => `a=fingerprint:${fingerprint.hash} ${fingerprint.value}`),
    ...(scope.setup === undefined ? [] : [`a=setup:${scope.setup}`]),
    ...(scope.direction === undefined ? [] : [`a=${scope.direction}`]),
    ...scope.attributes.map(({ name, value }) => (value === undefined ? `a=${name}` : `a=${name}:${value}`)),
  ];
}

/** The value of an `a=candidate` line, without its name. */
export function formatCandidate(candidate: IceCandidate): string {
  const { foundation, component, transport, priority, address, port, type } = candidate;
  return words(foundation, component, transport, priority, address, port, 'typ', type, ...candidate.extensions.flat());
}

function rtpMapLine(map: RtpMap): string {
  const channels = map.channels === undefined ? '' : `/${map.channels}`;
  return `a=rtpmap:${map.payloadType} ${map.encoding}/${map.clockRate}${channels}`;
}

function rtcpLine(rtcp: RtcpAttribute): string {
  const { connection } = rtcp;
  return connection ? `a=rtcp:${rtcp.port} IN ${connection.addressType} ${connection.address}` : `a=rtcp:${rtcp.port}`;
}

function connectionLines(connection: SdpConnection | undefined): string[] {
  return connection ? [`c=IN ${connection.addressType} ${connection.address}`] : [];
}

function bandwidthLines(bandwidths: SdpBandwidth[]): string[] {
  return bandwidths.map((bandwidth) => `b=${bandwidth.type}:${bandwidth.value}`);
}

function otherLines(lines: SdpLine[], order: string): string[] {
  return [...order].flatMap((type) =>
    lines.filter((line) => line.type === type).map((line) => `${type}=${line.value}`),
  );
}

function words(...parts: (string | number | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(' ');
}
