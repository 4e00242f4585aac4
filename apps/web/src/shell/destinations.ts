import type { SessionView } from '@carillon/api';
import {
  IconAddressBook,
  IconAdjustments,
  IconBuilding,
  IconBuildingCommunity,
  IconCalendarTime,
  IconDeviceLandlinePhone,
  IconFileText,
  IconHash,
  IconHistory,
  IconKey,
  IconPhoneCall,
  IconPlugConnected,
  IconReceipt,
  IconShieldLock,
  IconSignature,
  IconUserCircle,
  IconUsers,
  IconUsersGroup,
  type IconProps,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { mayEverywhere } from '../api/session.ts';

export type Destination = {
  readonly to:
    | '/calls'
    | '/team'
    | '/setup/users'
    | '/setup/devices'
    | '/setup/numbers'
    | '/setup/trunks'
    | '/setup/conferences'
    | '/setup/api-keys'
    | '/setup/audit'
    | '/setup/organization'
    | '/account/profile'
    | '/operator/customers'
    | '/operator/policies'
    | '/operator/order-forms'
    | '/operator/deadlines'
    | '/account/order-forms'
    | '/operator/prices'
    | '/operator/terms'
    | '/account/terms'
    | '/setup/calling-limits'
    | '/operator/security';
  readonly nameKey:
    | 'calls'
    | 'team'
    | 'users'
    | 'devices'
    | 'numbers'
    | 'trunks'
    | 'services'
    | 'apiKeys'
    | 'audit'
    | 'organization'
    | 'profile'
    | 'customers'
    | 'policies'
    | 'orderForms'
    | 'deadlines'
    | 'ownOrderForms'
    | 'priceLists'
    | 'terms'
    | 'termsVersions'
    | 'toll'
    | 'sipGuard';
  readonly icon: ComponentType<IconProps>;
};
export type DestinationGroup = {
  readonly nameKey: 'work' | 'setUp' | 'account' | 'operator';
  readonly items: readonly Destination[];
};

/** The areas that this person's role opens; nothing is shown that would answer "not allowed". */
export function destinationsOf(session: SessionView): DestinationGroup[] {
  const profile: Destination = { to: '/account/profile', nameKey: 'profile', icon: IconUserCircle };
  if (session.staff) {
    return [
      {
        nameKey: 'operator',
        items: [
          { to: '/operator/customers', nameKey: 'customers', icon: IconBuildingCommunity },
          { to: '/operator/order-forms', nameKey: 'orderForms', icon: IconSignature },
          { to: '/operator/deadlines', nameKey: 'deadlines', icon: IconCalendarTime },
          { to: '/operator/prices', nameKey: 'priceLists', icon: IconReceipt },
          { to: '/operator/policies', nameKey: 'policies', icon: IconAdjustments },
          { to: '/operator/terms', nameKey: 'termsVersions', icon: IconFileText },
          { to: '/operator/security', nameKey: 'sipGuard', icon: IconShieldLock },
        ],
      },
      { nameKey: 'account', items: [profile] },
    ];
  }
  const whole = (permission: Parameters<typeof mayEverywhere>[1]) => mayEverywhere(session, permission);
  const setUp: Destination[] = [
    ...(whole('identity.user:manage') ? [{ to: '/setup/users', nameKey: 'users', icon: IconUsers } as const] : []),
    ...(whole('telephony.device:manage')
      ? [{ to: '/setup/devices', nameKey: 'devices', icon: IconDeviceLandlinePhone } as const]
      : []),
    ...(whole('numbers.number:read') ? [{ to: '/setup/numbers', nameKey: 'numbers', icon: IconHash } as const] : []),
    ...(whole('telephony.trunk:read')
      ? [{ to: '/setup/trunks', nameKey: 'trunks', icon: IconPlugConnected } as const]
      : []),
    ...(whole('telephony.service_extension:manage')
      ? [{ to: '/setup/conferences', nameKey: 'services', icon: IconUsersGroup } as const]
      : []),
    ...(whole('telephony.trunk:read')
      ? [{ to: '/setup/calling-limits', nameKey: 'toll', icon: IconShieldLock } as const]
      : []),
    ...(whole('identity.api_key:manage')
      ? [{ to: '/setup/api-keys', nameKey: 'apiKeys', icon: IconKey } as const]
      : []),
    ...(whole('identity.audit:read') ? [{ to: '/setup/audit', nameKey: 'audit', icon: IconHistory } as const] : []),
    ...(whole('identity.user:manage')
      ? [{ to: '/setup/organization', nameKey: 'organization', icon: IconBuilding } as const]
      : []),
  ];
  return [
    {
      nameKey: 'work',
      items: [
        { to: '/calls', nameKey: 'calls', icon: IconPhoneCall },
        { to: '/team', nameKey: 'team', icon: IconAddressBook },
      ],
    },
    ...(setUp.length > 0 ? [{ nameKey: 'setUp', items: setUp } as const] : []),
    {
      nameKey: 'account',
      items: [
        profile,
        { to: '/account/terms', nameKey: 'terms', icon: IconFileText },
        ...(whole('contract.order_form:read')
          ? [{ to: '/account/order-forms', nameKey: 'ownOrderForms', icon: IconSignature } as const]
          : []),
      ],
    },
  ];
}
