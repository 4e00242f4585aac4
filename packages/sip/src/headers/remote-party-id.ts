import { formatNameAddr, parseNameAddr } from '../name-addr.ts';
import { paramValue, type Params } from './params.ts';
import { headerValues, type WithHeaders } from './values.ts';

/**
 * Remote-Party-ID, the header that carriers used before P-Asserted-Identity (draft-ietf-sip-privacy-04, never an RFC).
 * `isScreened`: the sender vouches for the number.
 */
export type RemotePartyId = {
  readonly displayName?: string;
  readonly uri: string;
  readonly party: 'calling' | 'called';
  readonly privacy: 'full' | 'name' | 'uri' | 'off';
  readonly isScreened: boolean;
};

/** The Remote-Party-ID values; malformed ones are left out. */
export function readRemotePartyIds(message: WithHeaders): RemotePartyId[] {
  return headerValues(message, 'Remote-Party-ID').flatMap((value) => {
    const address = parseNameAddr(value);
    if (address === undefined) return [];
    const { displayName, uri, params } = address;
    return [
      {
        ...(displayName === undefined ? {} : { displayName }),
        uri,
        party: paramValue(params, 'party')?.toLowerCase() === 'called' ? 'called' : 'calling',
        privacy: readPrivacyParam(params),
        isScreened: paramValue(params, 'screen')?.toLowerCase() === 'yes',
      },
    ];
  });
}

/** Several wishes can stand in one parameter ("uri-network"); what is not plainly `off` hides. */
function readPrivacyParam(params: Params): RemotePartyId['privacy'] {
  const privacy = paramValue(params, 'privacy')?.toLowerCase() ?? 'off';
  if (privacy === 'off' || privacy.startsWith('off-')) return 'off';
  return privacy === 'name' || privacy === 'uri' ? privacy : 'full';
}

export function formatRemotePartyId({ displayName, uri, party, privacy, isScreened }: RemotePartyId): string {
  const params: Params = [
    { name: 'party', value: party },
    { name: 'screen', value: isScreened ? 'yes' : 'no' },
    { name: 'privacy', value: privacy },
  ];
  return formatNameAddr({ ...(displayName === undefined ? {} : { displayName }), uri, params });
}
