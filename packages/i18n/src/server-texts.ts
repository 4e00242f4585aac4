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
  'telephony.toll.subject': 'Appels inhabituels de {organization}',
  'telephony.toll.limit_reached':
    'Bonjour {name},\n\nDes appels de {caller} ont été refusés : la limite vers « {class} » est atteinte. {calls} appels coûteux ont commencé dans la dernière heure.\nSi ces appels ne sont pas les vôtres, changez les mots de passe de cette personne et de ses téléphones. Les limites se règlent sous Configurer, Limites d’appel.\n',
  'telephony.toll.out_of_hours':
    'Bonjour {name},\n\n{calls} appels coûteux ont commencé dans la dernière heure, alors que personne ne devrait travailler ; le dernier, de {caller}, vers « {class} ».\nSi ces appels ne sont pas les vôtres, changez les mots de passe de cette personne et de ses téléphones.\n',
  'telephony.toll.class.national': 'pays de l’organisation',
  'telephony.toll.class.mobile': 'mobile du pays',
  'telephony.toll.class.eea': 'Espace économique européen',
  'telephony.toll.class.world': 'reste du monde',
  'telephony.toll.class.premium': 'numéro surtaxé',
  'telephony.toll.class.satellite': 'satellite',
  'telephony.toll.class.short': 'numéro court',
  'contract.renewal_reminder.subject': 'Votre engagement se renouvelle le {day}',
  'contract.renewal_reminder.text':
    'Bonjour,\n\nL’engagement du bon de commande {number} prend fin le {day} et se renouvelle ce jour-là. Pour le refuser, dites-le au plus tard le {lastDay}.\nCe qui suit, et ce que coûte un départ, jour par jour :\n{link}\n',
  'contract.order_form.subject': 'Bon de commande {number} à signer',
  'contract.order_form.text':
    'Bonjour {name},\n\n{seller} vous adresse le bon de commande {number}. Lisez-le, corrigez-le au besoin avec nous, et signez-le ici jusqu’au {until} :\n{link}\n\nCe lien est personnel : ne le transmettez pas.\n',
  'contract.code.subject': 'Votre code de signature',
  'contract.code.text':
    'Bonjour {name},\n\nVotre code pour signer le bon de commande {number} :\n\n{code}\n\nIl vaut 10 minutes. Si vous ne signez rien, ignorez ce message.\n',
  'contract.signed.subject': 'Bon de commande {number} signé',
  'contract.signed.text':
    'Bonjour {name},\n\nLe bon de commande {number} est signé et prend effet le {day}. Le document signé et son certificat se lisent ici jusqu’au {until}, et toujours dans Carillon sous Compte :\n{link}\n\nEmpreinte du document signé (SHA-256) :\n{sha256}\n',
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
  'telephony.toll.subject': 'Unusual calls of {organization}',
  'telephony.toll.limit_reached':
    'Hello {name},\n\nCalls of {caller} were refused: the limit for “{class}” is reached. {calls} costly calls began in the last hour.\nIf these calls are not yours, change the passwords of this person and of their telephones. Limits are under Set up, Calling limits.\n',
  'telephony.toll.out_of_hours':
    'Hello {name},\n\n{calls} costly calls began in the last hour, when nobody should be at work; the last one, of {caller}, to “{class}”.\nIf these calls are not yours, change the passwords of this person and of their telephones.\n',
  'telephony.toll.class.national': 'own country',
  'telephony.toll.class.mobile': 'mobile of the own country',
  'telephony.toll.class.eea': 'European Economic Area',
  'telephony.toll.class.world': 'rest of the world',
  'telephony.toll.class.premium': 'premium number',
  'telephony.toll.class.satellite': 'satellite',
  'telephony.toll.class.short': 'short number',
  'contract.renewal_reminder.subject': 'Your commitment renews on {day}',
  'contract.renewal_reminder.text':
    'Hello,\n\nThe commitment of order form {number} ends on {day} and renews on that day. To refuse, say so by {lastDay}.\nWhat comes next, and what leaving costs on any day:\n{link}\n',
  'contract.order_form.subject': 'Order form {number} to sign',
  'contract.order_form.text':
    'Hello {name},\n\n{seller} sends you order form {number}. Read it, have it corrected with us where needed, and sign it here until {until}:\n{link}\n\nThis link is personal: do not pass it on.\n',
  'contract.code.subject': 'Your signature code',
  'contract.code.text':
    'Hello {name},\n\nYour code to sign order form {number}:\n\n{code}\n\nIt works for 10 minutes. If you are not signing anything, ignore this message.\n',
  'contract.signed.subject': 'Order form {number} signed',
  'contract.signed.text':
    'Hello {name},\n\nOrder form {number} is signed and takes effect on {day}. The signed document and its certificate can be read here until {until}, and always in Carillon under Account:\n{link}\n\nFingerprint of the signed document (SHA-256):\n{sha256}\n',
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
