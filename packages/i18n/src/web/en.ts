/** English texts of the web application. `fr.ts` has the same shape, checked by its type. */
export const webEn = {
  app: { name: 'Carillon', tagline: 'Your company’s telephone, in one place', skipToContent: 'Skip to content' },
  nav: {
    main: 'Main menu', openMenu: 'Open menu', closeMenu: 'Close menu', work: 'Work', setUp: 'Set up', account: 'Account', operator: 'Operator',
    calls: 'Calls', team: 'Team', users: 'Users', devices: 'Devices', numbers: 'Numbers', trunks: 'Trunks',
    apiKeys: 'API keys', audit: 'Audit log', profile: 'Profile and security', customers: 'Customers', organization: 'Organization',
  },
  common: {
    save: 'Save', cancel: 'Cancel', close: 'Close', retry: 'Try again', remove: 'Remove', add: 'Add', edit: 'Edit', copy: 'Copy', copied: 'Copied',
    search: 'Search', loadMore: 'Show more', none: 'None', unknown: 'Unknown', actions: 'Actions', name: 'Name', email: 'E-mail', role: 'Role',
    state: 'State', created: 'Created', number: 'Number', you: 'you', yes: 'Yes', no: 'No', back: 'Back', clearFilters: 'Clear filters', exportCsv: 'Export as CSV',
    details: 'Details', saved: 'Saved', today: 'Today', yesterday: 'Yesterday', all: 'All', undo: 'Undo', loading: 'Loading',
  },
  signIn: {
    title: 'Sign in', email: 'E-mail', password: 'Password', submit: 'Sign in', failed: 'This e-mail and password do not match an account.',
    throttled: 'Too many attempts. Wait a minute, then try again.', welcome: 'Welcome back', signOut: 'Sign out',
    demo: 'Demonstration: the accounts are printed where Carillon was started, and in data/demo.json.',
  },
  reset: { forgotten: 'Forgotten password?', title: 'New password', send: 'Send me a link', sent: 'If this address has an account, a link was sent to it. Without e-mail on this server, ask your administrator for a link.', choose: 'Choose a new password', save: 'Save the password', invalid: 'This link is no longer valid.', invalidHelp: 'Ask for a new one on the sign-in page, or ask your administrator.', adminLink: 'New password link', adminTitle: 'Password link for {{name}}', adminHelp: 'Hand this link over yourself; it works once, until {{until}}.' },
  invitation: {
    title: 'Join {{organization}}', intro: 'You were invited as {{email}}. Choose a password to begin.', submit: 'Join',
    invalid: 'This invitation is no longer valid.', invalidHelp: 'Ask the person who invited you for a new one.', password: 'Choose a password', passwordHelp: 'At least 10 characters.',
    name: 'Your name',
  },
  firstStart: { title: 'First start', intro: 'Create the first account of the operator’s staff.', submit: 'Create the account', invalid: 'This link has been used already.' },
  error: {
    title: 'Something went wrong', unreachable: 'The server can’t be reached. Check your connection.', notFound: 'This page doesn’t exist.',
    notFoundHelp: 'The address may be mistyped, or what it showed was removed.', forbidden: 'Your role doesn’t give access to this.', goHome: 'Go to calls', requestId: 'Reference: {{id}}',
    offline: 'Disconnected. What you see may be out of date, since {{since}}.', validation: 'Some fields need another look.',
    unexpected: 'The server could not do that. Try again; if it goes on, give this reference to your administrator.',
  },
  role: { super_admin: 'Super-admin', admin: 'Administrator', supervisor: 'Supervisor', accountant: 'Accountant', technical: 'Technical', user: 'User', staff: 'Operator staff' },
  availability: {
    label: 'Availability', available: 'Available', busy: 'In a call', wrap_up: 'Wrap-up', away: 'Away', do_not_disturb: 'Do not disturb', offline: 'Offline',
  },
  theme: { label: 'Theme', light: 'Light', dark: 'Dark', auto: 'Same as the system' },
  language: { label: 'Language', fr: 'Français', en: 'English' },
  palette: { open: 'Search or jump to', placeholder: 'Search pages, colleagues, or type a number to call', nothing: 'Nothing found', call: 'Call {{target}}', pages: 'Pages', people: 'People', calling: 'Call' },
  shortcuts: {
    title: 'Keyboard shortcuts', help: 'Show this list', palette: 'Search or jump to', answer: 'Answer', hangUp: 'Hang up or reject', mute: 'Mute or unmute', hold: 'Hold or resume',
    keypad: 'Keypad', transfer: 'Transfer', dial: 'Go to the dialling field',
  },
  phone: {
    bar: 'Telephone', dialLabel: 'Number or extension', dialPlaceholder: 'Name, number or extension', call: 'Call', callAction: 'Call {{name}}', answer: 'Answer', reject: 'Reject', hangUp: 'Hang up',
    cancelCall: 'Cancel the call', hold: 'Hold', resume: 'Resume', mute: 'Mute', unmute: 'Unmute', keypad: 'Keypad', hideKeypad: 'Hide keypad', key: 'Key {{key}}', transfer: 'Transfer',
    transferNow: 'Transfer now', askFirst: 'Ask first', transferTo: 'Transfer to', completeTransfer: 'Complete the transfer', backToCaller: 'Back to {{name}}', swap: 'Swap', expand: 'Open the telephone', collapse: 'Fold the telephone',
    incoming: 'Incoming call', incomingFrom: 'Incoming call from {{name}}', calling: 'Calling…', ringing: 'Ringing…', connecting: 'Connecting…', connected: 'Connected', onHold: 'On hold', heldByOther: 'The other side put you on hold',
    consulting: 'You are asking {{name}}', transferring: 'Transferring…', ended: 'Call ended', reconnecting: 'Trying to reconnect', reconnected: 'Call reconnected', onAnotherDevice: 'On your other device',
    muting: 'Muting…', callerId: 'Number shown', callerIdDefault: 'Default number', internalCall: 'Internal call', emergency: 'Emergency number', emergencyOff: 'Emergency calls are not activated on this line. Use a mobile phone or another line to call 112.',
    invalid: 'This is not a number that can be called.', withheld: 'Withheld number', unknownCaller: 'Unknown caller',
    quality: { good: 'Good line', fair: 'Fair line', poor: 'Poor line', no_media: 'No sound' },
    registration: { registered: 'Ready for calls', connecting: 'Connecting…', failed: 'Not connected', elsewhere: 'The telephone is open in another tab', off: 'Telephone off' },
    registrationHelp: {
      registered: 'This browser rings when you are called.', connecting: 'The connection to the server is being made.', failed: 'The server can’t be reached; trying again by itself. Reason: {{reason}}', elsewhere: 'Calls ring in the other tab.',
      off: 'This account has no telephone.', noReason: 'connection lost',
    },
    useHere: 'Use it here', freeMe: 'Free my line', freeMeHelp: 'Ends every call that the server believes you are in.', freed: 'Your line is free.',
    audio: 'Sound and microphone', microphone: 'Microphone', speaker: 'Speaker', ringer: 'Ringer', test: 'Test', testSpeaker: 'Play a test sound', level: 'Microphone level', systemDefault: 'System default',
    micDenied: 'The browser refuses the microphone.', micDeniedHelp: 'Allow it in the address bar of the browser, then try again.', micMissing: 'No microphone was found. Plug one in, then try again.',
    insecure: 'Browsers give the microphone only to secure pages: open Carillon by HTTPS or on localhost.', noSinkChoice: 'This browser always uses the system’s output.',
    failure: { busy: 'The line is busy.', rejected: 'The call was refused.', no_answer: 'Nobody answered.', failed: 'The call could not be made.', blocked: 'This call is not allowed.', missed: 'Nobody answered.', abandoned: 'The call was given up.' },
    leaveWarning: 'You are in a call.', transferFailed: 'The transfer did not work; the call is still yours.', noCalls: 'No call in progress', recent: 'Recent',
  },
  calls: {
    title: 'Calls', empty: 'No calls yet', emptyHelp: 'Calls appear here as they end. Dial a colleague’s extension in the telephone at the bottom right.', emptyFiltered: 'No call matches these filters.',
    from: 'From', to: 'To', when: 'When', duration: 'Duration', outcome: 'Outcome', direction: 'Direction', filterDirection: 'Direction', filterOutcome: 'Outcome', filterPerson: 'Person', searchPlaceholder: 'Name, number or extension', callBack: 'Call back',
    dateFrom: 'From date', dateTo: 'To date', openCall: 'Call of {{when}}', newCalls: 'Show {{count}} new', table: 'Call log', with: 'With', exported: 'What is on screen was exported.',
  },
  directions: { inbound: 'Inbound', outbound: 'Outbound', internal: 'Internal' },
  outcomes: {
    answered: 'Answered', missed: 'Missed', abandoned: 'Abandoned', voicemail: 'Voicemail', busy: 'Busy', rejected: 'Rejected', no_answer: 'No answer', failed: 'Failed', blocked: 'Blocked', live: 'In progress',
  },
  outcomeHelp: {
    answered: 'Somebody answered.', missed: 'It rang people and nobody took it.', abandoned: 'The caller left before anybody was rung.', voicemail: 'The caller left a message.', busy: 'The other side was busy.',
    rejected: 'Somebody refused it.', no_answer: 'An outbound call that nobody answered.', failed: 'It could not be carried.', blocked: 'A rule refused it.',
  },
  call: {
    title: 'Call', overview: 'Overview', legs: 'Who was on the line', trace: 'Why it went this way', traceHelp: 'Each decision taken for this call, in order.', media: 'Sound', started: 'Started', answered: 'Answered', ended: 'Ended', rang: 'Rang for',
    talked: 'Talked for', hungUpBy: 'Hung up by', hangupCause: 'Cause', caller: 'Caller', callee: 'Called person', system: 'The system', codec: 'Codec', packets: 'Packets', received: 'received', sent: 'sent', lost: 'lost', jitter: 'Jitter', roundTrip: 'Round trip',
    mos: 'Estimated quality', transcoded: 'transcoded', notHeard: 'Nothing was heard from this side.', noMedia: 'No sound was exchanged.', device: 'Device', transport: 'Transport', sipStatus: 'SIP answer', notFound: 'This call doesn’t exist, or isn’t yours to see.',
    legKind: { browser: 'Browser', desk_phone: 'Desk phone', trunk: 'Carrier', system: 'System' }, noTrace: 'No decision was recorded.',
  },
  team: { title: 'Team', empty: 'You are alone here', emptyHelp: 'Invite colleagues from Users.', reachable: 'Reachable', notReachable: 'No telephone connected', inCall: 'In a call', extension: 'Extension', filter: 'Filter by name or extension', table: 'Colleagues', devices: { browser: 'Browser', desk_phone: 'Desk phone' } },
  users: {
    title: 'Users', invite: 'Invite a person', empty: 'Nobody yet', extension: 'Extension', extensionHelp: '2 to 6 digits, not an emergency number.', state: { active: 'Active', invited: 'Invited', suspended: 'Suspended' }, edit: 'Edit {{name}}', suspend: 'Suspend', reactivate: 'Reactivate', remove: 'Remove {{name}}',
    removeConfirm: 'Type {{name}} to confirm. Calls and records stay; the person can’t sign in any more.', confirmName: 'Name to confirm', invitations: 'Open invitations', invited: 'Invitation made', link: 'Invitation link', linkHelp: 'E-mail isn’t configured: hand this link over yourself. It works once, until {{until}}.',
    mailed: 'An e-mail was sent to {{email}}.', revoke: 'Take back', lastSeen: 'Last seen', never: 'Never', numbers: 'Numbers', table: 'Users', expires: 'Expires', compromised: 'Report as compromised',
  },
  devices: {
    title: 'Devices', add: 'Add a telephone', empty: 'No desk phone yet', emptyHelp: 'Browsers ring by themselves. Add a telephone to connect a SIP desk phone or application.', user: 'User', name: 'Name of the telephone', namePlaceholder: 'Desk phone, reception', registered: 'Registered', notRegistered: 'Not registered', secretTitle: 'SIP account',
    secretOnce: 'This password is shown once. Enter it in the telephone now.', username: 'User name', password: 'Password', server: 'Server', domain: 'Domain', transports: 'Transports', rotate: 'New password', rotateConfirm: 'The telephone stops working until the new password is entered in it.',
    remove: 'Remove the telephone', removeConfirm: 'Remove “{{name}}”? It stops ringing at once.', table: 'Devices', kind: { browser: 'Browser', desk_phone: 'Desk phone' }, address: 'Address',
  },
  numbers: {
    title: 'Numbers', empty: 'No number yet', emptyHelp: 'The operator gives numbers to your organization.', assignedTo: 'Rings', unassigned: 'Nobody: the caller hears that the number is not attributed', assign: 'Who {{number}} rings', label: 'Label', labelFor: 'Label of {{number}}', kind: { geographic: 'Geographic', non_geographic: 'Non-geographic', mobile: 'Mobile', fax: 'Fax', conference: 'Conference' }, table: 'Numbers', type: 'Type',
  },
  trunks: {
    title: 'Trunks', add: 'Add a trunk', empty: 'No trunk yet', emptyHelp: 'A trunk links Carillon to a carrier, for calls to and from the outside.', host: 'Host', port: 'Port', transport: 'Transport', authentication: 'How we are known', address: 'By our address', registration: 'By registration', username: 'User name', password: 'Password', passwordKeep: 'Leave empty to keep the current one.',
    sources: 'Addresses the carrier calls from', sourcesHelp: 'One address or network a line, for example 203.0.113.7 or 203.0.113.0/24.', format: 'How numbers are written', e164_plus: '+33123456789', e164: '33123456789', national: '0123456789', maxCalls: 'Calls at once, at most', maxCallsHelp: 'Empty: no limit.', enabled: 'In use', shared: 'Operator’s trunk',
    inProgress_one: '{{count}} call in progress', inProgress_other: '{{count}} calls in progress', remove: 'Remove the trunk', removeConfirm: 'Remove “{{name}}”? Calls in progress go on; new ones don’t use it.', edit: 'Edit {{name}}', table: 'Trunks', tried: 'Since {{when}}',
    status: { unknown: 'Not tried yet', reachable: 'Reachable', registered: 'Registered', unreachable: 'Unreachable', refused: 'Refused', disabled: 'Off' },
  },
  apiKeys: { title: 'API keys', add: 'Make a key', empty: 'No key yet', emptyHelp: 'A key lets a program use the API in the organization’s name.', name: 'What it is for', permissions: 'What it may do', secretTitle: 'API key', secretOnce: 'This key is shown once. Keep it in a safe place.', revoke: 'Revoke', revokeConfirm: 'Programs that use “{{name}}” stop working at once.', revoked: 'Revoked', lastUsed: 'Last used', never: 'Never used', table: 'API keys', documentation: 'API documentation' },
  audit: { title: 'Audit log', empty: 'Nothing yet', emptyHelp: 'Administrative acts appear here: who did what, when.', who: 'Who', what: 'What', about: 'About', table: 'Audit log' },
  profile: {
    title: 'Profile and security', preferences: 'Preferences', name: 'Name', timeZone: 'Time zone', password: 'Password', currentPassword: 'Current password', newPassword: 'New password', changePassword: 'Change the password', passwordChanged: 'Password changed. Your other sessions were ended.', sessions: 'Where you are signed in', thisSession: 'This session', end: 'End', lastSeen: 'Last seen',
    compromised: 'My account is compromised', compromisedHelp: 'Somebody else may know your password or your telephone’s: end every session, change the telephones’ passwords, revoke your API keys, and pause calls to paid destinations for 24 hours.', compromisedConfirm: 'You will be signed out and your telephones will need their new passwords.', compromisedAction: 'Secure my account', callerId: 'Number shown when you call', wrongPassword: 'The current password is not right.',
    compromisedDone: 'Account secured: {{sessions}} sessions ended, {{secrets}} telephone passwords changed, {{keys}} keys revoked. Calls to paid destinations are paused until {{until}}.', sessionsTable: 'Sessions',
  },
  customers: { title: 'Customers', add: 'New customer', empty: 'No customer yet', organization: 'Organization', country: 'Country', users: 'Users', numbers: 'Numbers', adminName: 'Name of the first administrator', adminEmail: 'E-mail of the first administrator', addNumber: 'Give a number', created: 'Customer created', table: 'Customers' },
  organization: { title: 'Organization', name: 'Name', timeZone: 'Time zone', language: 'Language', readOnly: 'Only a super-admin can change this.' },
  time: { hoursShort: '{{count}} h', minutesShort: '{{count}} min', secondsShort: '{{count}} s' },
} as const;

type Widen<T> = { readonly [K in keyof T]: T[K] extends string ? string : Widen<T[K]> };
/** Every language of the web application has exactly these keys. */
export type WebTexts = Widen<typeof webEn>;
