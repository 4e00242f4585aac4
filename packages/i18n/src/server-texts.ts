/** Sentences that the server itself sends to people (mails); screens have their own catalogue. */

const french = {
  'identity.invitation.subject': '{organization} vous invite sur Carillon',
  'identity.invitation.text':
    'Bonjour {name},\n\n{inviter} vous invite à rejoindre {organization} sur Carillon.\nChoisissez votre mot de passe ici, dans les 7 jours :\n{link}\n\nSi vous n’attendiez pas cette invitation, ignorez ce message.\n',
  'identity.password_reset.subject': 'Choisissez un nouveau mot de passe Carillon',
  'identity.password_reset.text':
    'Bonjour {name},\n\nUn nouveau mot de passe est demandé pour votre compte Carillon. Choisissez-le ici, dans les 24 heures :\n{link}\n\nSi vous n’avez rien demandé, ignorez ce message : votre mot de passe ne change pas.\n',
  'identity.compromised.subject': 'Votre compte Carillon a été protégé',
  'identity.compromised.text':
    'Bonjour {name},\n\nVotre compte Carillon a été signalé comme compromis. Vos sessions sont fermées, vos téléphones ont besoin d’un nouveau mot de passe et les appels payants sont suspendus 24 heures.\nChoisissez un nouveau mot de passe ici, dans les 24 heures :\n{link}\n',
  'contract.terms_changed.subject': 'Nos conditions changent le {day}',
  'contract.terms_changed.text':
    'Bonjour,\n\nLa version {label} de nos conditions s’applique à votre contrat à partir du {day}. Vous pouvez la lire ici :\n{link}\n\nDernier jour pour résilier sans frais en raison de ce changement : {exit} (« - » : ce changement n’ouvre pas ce droit).\nUtiliser le service après le {day} vaut acceptation.\n',
} as const;

export type ServerTextKey = keyof typeof french;

const english: Readonly<Record<ServerTextKey, string>> = {
  'identity.invitation.subject': '{organization} invites you to Carillon',
  'identity.invitation.text':
    'Hello {name},\n\n{inviter} invites you to join {organization} on Carillon.\nChoose your password here within 7 days:\n{link}\n\nIf you did not expect this invitation, ignore this message.\n',
  'identity.password_reset.subject': 'Choose a new Carillon password',
  'identity.password_reset.text':
    'Hello {name},\n\nA new password was asked for your Carillon account. Choose it here within 24 hours:\n{link}\n\nIf you asked for nothing, ignore this message: your password stays as it is.\n',
  'identity.compromised.subject': 'Your Carillon account was secured',
  'identity.compromised.text':
    'Hello {name},\n\nYour Carillon account was reported as compromised. Your sessions were ended, your telephones need a new password and paid calls are paused for 24 hours.\nChoose a new password here within 24 hours:\n{link}\n',
  'contract.terms_changed.subject': 'Our terms change on {day}',
  'contract.terms_changed.text':
    'Hello,\n\nVersion {label} of our terms applies to your contract from {day}. You can read it here:\n{link}\n\nLast day to leave without fee because of this change: {exit} ("-": this change gives no such right).\nUsing the service after {day} counts as acceptance.\n',
};

const catalogues: Readonly<Record<string, Readonly<Record<ServerTextKey, string>>>> = { fr: french, en: english };

/** The sentence of `key` in `language` (French when we do not have it), with `{name}` marks replaced by `values`. */
export function serverText(
  language: string,
  key: ServerTextKey,
  values: Readonly<Record<string, string>> = {},
): string {
  const text = (catalogues[language] ?? french)[key];
  return text.replace(/\{(\w+)\}/g, (mark, name: string) => values[name] ?? mark);
}
