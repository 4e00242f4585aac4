import type { WebTexts } from './en.ts';

/** Textes français de l’application web. */
export const webFr: WebTexts = {
  app: { name: 'Carillon', tagline: 'Le téléphone de votre entreprise, en un seul endroit', skipToContent: 'Aller au contenu' },
  nav: {
    main: 'Menu principal', openMenu: 'Ouvrir le menu', closeMenu: 'Fermer le menu', work: 'Travail', setUp: 'Réglages', account: 'Compte', operator: 'Opérateur',
    calls: 'Appels', team: 'Équipe', users: 'Utilisateurs', devices: 'Appareils', numbers: 'Numéros', trunks: 'Liaisons opérateur',
    apiKeys: 'Clés d’API', audit: 'Journal d’audit', profile: 'Profil et sécurité', customers: 'Clients', organization: 'Organisation',
  },
  common: {
    save: 'Enregistrer', cancel: 'Annuler', close: 'Fermer', retry: 'Réessayer', remove: 'Supprimer', add: 'Ajouter', edit: 'Modifier', copy: 'Copier', copied: 'Copié',
    search: 'Rechercher', loadMore: 'Afficher la suite', none: 'Aucun', unknown: 'Inconnu', actions: 'Actions', name: 'Nom', email: 'E-mail', role: 'Rôle',
    state: 'État', created: 'Création', number: 'Numéro', you: 'vous', yes: 'Oui', no: 'Non', back: 'Retour', clearFilters: 'Effacer les filtres', exportCsv: 'Exporter en CSV',
    details: 'Détails', saved: 'Enregistré', today: 'Aujourd’hui', yesterday: 'Hier', all: 'Tous', undo: 'Annuler', loading: 'Chargement',
  },
  signIn: {
    title: 'Connexion', email: 'E-mail', password: 'Mot de passe', submit: 'Se connecter', failed: 'Cet e-mail et ce mot de passe ne correspondent à aucun compte.',
    throttled: 'Trop de tentatives. Attendez une minute, puis réessayez.', welcome: 'Bon retour', signOut: 'Se déconnecter',
    demo: 'Démonstration : les comptes sont affichés là où Carillon a été lancé, et dans data/demo.json.',
  },
  reset: { forgotten: 'Mot de passe oublié ?', title: 'Nouveau mot de passe', send: 'Envoyez-moi un lien', sent: 'Si cette adresse a un compte, un lien lui a été envoyé. Si ce serveur n’envoie pas d’e-mail, demandez un lien à votre administrateur.', choose: 'Choisissez un nouveau mot de passe', save: 'Enregistrer le mot de passe', invalid: 'Ce lien n’est plus valable.', invalidHelp: 'Demandez-en un nouveau sur la page de connexion, ou à votre administrateur.', adminLink: 'Lien de nouveau mot de passe', adminTitle: 'Lien de mot de passe pour {{name}}', adminHelp: 'Transmettez ce lien vous-même ; il sert une fois, jusqu’au {{until}}.' },
  invitation: {
    title: 'Rejoindre {{organization}}', intro: 'Vous êtes invité avec l’adresse {{email}}. Choisissez un mot de passe pour commencer.', submit: 'Rejoindre',
    invalid: 'Cette invitation n’est plus valable.', invalidHelp: 'Demandez-en une nouvelle à la personne qui vous a invité.', password: 'Choisissez un mot de passe', passwordHelp: 'Au moins 10 caractères.',
    name: 'Votre nom',
  },
  firstStart: { title: 'Premier démarrage', intro: 'Créez le premier compte du personnel de l’opérateur.', submit: 'Créer le compte', invalid: 'Ce lien a déjà servi.' },
  error: {
    title: 'Un problème est survenu', unreachable: 'Le serveur est injoignable. Vérifiez votre connexion.', notFound: 'Cette page n’existe pas.',
    notFoundHelp: 'L’adresse est peut-être mal saisie, ou ce qu’elle montrait a été supprimé.', forbidden: 'Votre rôle ne donne pas accès à ceci.', goHome: 'Aller aux appels', requestId: 'Référence : {{id}}',
    offline: 'Déconnecté. Ce que vous voyez peut être dépassé, depuis {{since}}.', validation: 'Certains champs sont à revoir.',
    unexpected: 'Le serveur n’a pas pu le faire. Réessayez ; si cela persiste, donnez cette référence à votre administrateur.',
  },
  role: { super_admin: 'Super-administrateur', admin: 'Administrateur', supervisor: 'Superviseur', accountant: 'Comptable', technical: 'Technique', user: 'Utilisateur', staff: 'Personnel de l’opérateur' },
  availability: {
    label: 'Disponibilité', available: 'Disponible', busy: 'En appel', wrap_up: 'Après-appel', away: 'Absent', do_not_disturb: 'Ne pas déranger', offline: 'Hors ligne',
  },
  theme: { label: 'Thème', light: 'Clair', dark: 'Sombre', auto: 'Comme le système' },
  language: { label: 'Langue', fr: 'Français', en: 'English' },
  palette: { open: 'Rechercher ou aller à', placeholder: 'Pages, collègues, ou un numéro à appeler', nothing: 'Rien trouvé', call: 'Appeler {{target}}', pages: 'Pages', people: 'Personnes', calling: 'Appeler' },
  shortcuts: {
    title: 'Raccourcis clavier', help: 'Afficher cette liste', palette: 'Rechercher ou aller à', answer: 'Répondre', hangUp: 'Raccrocher ou refuser', mute: 'Couper ou rétablir le micro', hold: 'Mettre en attente ou reprendre',
    keypad: 'Clavier', transfer: 'Transférer', dial: 'Aller au champ de numérotation',
  },
  phone: {
    bar: 'Téléphone', dialLabel: 'Numéro ou poste', dialPlaceholder: 'Nom, numéro ou poste', call: 'Appeler', callAction: 'Appeler {{name}}', answer: 'Répondre', reject: 'Refuser', hangUp: 'Raccrocher',
    cancelCall: 'Annuler l’appel', hold: 'Mettre en attente', resume: 'Reprendre', mute: 'Couper le micro', unmute: 'Rétablir le micro', keypad: 'Clavier', hideKeypad: 'Masquer le clavier', key: 'Touche {{key}}', transfer: 'Transférer',
    transferNow: 'Transférer maintenant', askFirst: 'Demander d’abord', transferTo: 'Transférer à', completeTransfer: 'Terminer le transfert', backToCaller: 'Revenir à {{name}}', swap: 'Permuter', expand: 'Ouvrir le téléphone', collapse: 'Replier le téléphone',
    incoming: 'Appel entrant', incomingFrom: 'Appel entrant de {{name}}', calling: 'Appel en cours…', ringing: 'Ça sonne…', connecting: 'Connexion…', connected: 'En communication', onHold: 'En attente', heldByOther: 'L’autre personne vous a mis en attente',
    consulting: 'Vous consultez {{name}}', transferring: 'Transfert…', ended: 'Appel terminé', reconnecting: 'Reconnexion en cours', reconnected: 'Appel rétabli', onAnotherDevice: 'Sur votre autre appareil',
    muting: 'Coupure…', callerId: 'Numéro présenté', callerIdDefault: 'Numéro par défaut', internalCall: 'Appel interne', emergency: 'Numéro d’urgence', emergencyOff: 'Les appels d’urgence ne sont pas activés sur cette ligne. Appelez le 112 d’un mobile ou d’une autre ligne.',
    invalid: 'Ce n’est pas un numéro que l’on peut appeler.', withheld: 'Numéro masqué', unknownCaller: 'Appelant inconnu',
    quality: { good: 'Bonne ligne', fair: 'Ligne moyenne', poor: 'Mauvaise ligne', no_media: 'Aucun son' },
    registration: { registered: 'Prêt à recevoir', connecting: 'Connexion…', failed: 'Non connecté', elsewhere: 'Le téléphone est ouvert dans un autre onglet', off: 'Téléphone éteint' },
    registrationHelp: {
      registered: 'Ce navigateur sonne quand on vous appelle.', connecting: 'La connexion au serveur s’établit.', failed: 'Le serveur est injoignable ; nouvel essai automatique. Raison : {{reason}}', elsewhere: 'Les appels sonnent dans l’autre onglet.',
      off: 'Ce compte n’a pas de téléphone.', noReason: 'connexion perdue',
    },
    useHere: 'L’utiliser ici', freeMe: 'Libérer ma ligne', freeMeHelp: 'Met fin à tous les appels dans lesquels le serveur vous croit.', freed: 'Votre ligne est libre.',
    audio: 'Son et micro', microphone: 'Micro', speaker: 'Haut-parleur', ringer: 'Sonnerie', test: 'Tester', testSpeaker: 'Jouer un son d’essai', level: 'Niveau du micro', systemDefault: 'Par défaut du système',
    micDenied: 'Le navigateur refuse le micro.', micDeniedHelp: 'Autorisez-le dans la barre d’adresse du navigateur, puis réessayez.', micMissing: 'Aucun micro trouvé. Branchez-en un, puis réessayez.',
    insecure: 'Les navigateurs ne donnent le micro qu’aux pages sûres : ouvrez Carillon en HTTPS ou sur localhost.', noSinkChoice: 'Ce navigateur utilise toujours la sortie du système.',
    failure: { busy: 'La ligne est occupée.', rejected: 'L’appel a été refusé.', no_answer: 'Personne n’a répondu.', failed: 'L’appel n’a pas pu aboutir.', blocked: 'Cet appel n’est pas autorisé.', missed: 'Personne n’a répondu.', abandoned: 'L’appel a été abandonné.' },
    leaveWarning: 'Vous êtes en communication.', transferFailed: 'Le transfert n’a pas abouti ; l’appel est toujours à vous.', noCalls: 'Aucun appel en cours', recent: 'Récents',
  },
  calls: {
    title: 'Appels', empty: 'Aucun appel pour l’instant', emptyHelp: 'Les appels apparaissent ici dès qu’ils se terminent. Composez le poste d’un collègue dans le téléphone, en bas à droite.', emptyFiltered: 'Aucun appel ne correspond à ces filtres.',
    from: 'De', to: 'À', when: 'Quand', duration: 'Durée', outcome: 'Issue', direction: 'Sens', filterDirection: 'Sens', filterOutcome: 'Issue', filterPerson: 'Personne', searchPlaceholder: 'Nom, numéro ou poste', callBack: 'Rappeler',
    dateFrom: 'Du', dateTo: 'Au', openCall: 'Appel du {{when}}', newCalls: 'Afficher {{count}} de plus', table: 'Journal des appels', with: 'Avec', exported: 'Ce qui est à l’écran a été exporté.',
  },
  directions: { inbound: 'Entrant', outbound: 'Sortant', internal: 'Interne' },
  outcomes: {
    answered: 'Répondu', missed: 'Manqué', abandoned: 'Abandonné', voicemail: 'Messagerie', busy: 'Occupé', rejected: 'Refusé', no_answer: 'Sans réponse', failed: 'Échoué', blocked: 'Bloqué', live: 'En cours',
  },
  outcomeHelp: {
    answered: 'Quelqu’un a répondu.', missed: 'Des personnes ont été sonnées, aucune n’a décroché.', abandoned: 'L’appelant est parti avant qu’on sonne quelqu’un.', voicemail: 'L’appelant a laissé un message.', busy: 'L’autre côté était occupé.',
    rejected: 'Quelqu’un a refusé l’appel.', no_answer: 'Un appel sortant auquel personne n’a répondu.', failed: 'L’appel n’a pas pu être acheminé.', blocked: 'Une règle l’a refusé.',
  },
  call: {
    title: 'Appel', overview: 'Vue d’ensemble', legs: 'Qui était en ligne', trace: 'Pourquoi ce chemin', traceHelp: 'Chaque décision prise pour cet appel, dans l’ordre.', media: 'Son', started: 'Début', answered: 'Réponse', ended: 'Fin', rang: 'A sonné',
    talked: 'Conversation', hungUpBy: 'Raccroché par', hangupCause: 'Cause', caller: 'L’appelant', callee: 'L’appelé', system: 'Le système', codec: 'Codec', packets: 'Paquets', received: 'reçus', sent: 'envoyés', lost: 'perdus', jitter: 'Gigue', roundTrip: 'Aller-retour',
    mos: 'Qualité estimée', transcoded: 'transcodé', notHeard: 'Rien n’a été entendu de ce côté.', noMedia: 'Aucun son n’a été échangé.', device: 'Appareil', transport: 'Transport', sipStatus: 'Réponse SIP', notFound: 'Cet appel n’existe pas, ou vous n’y avez pas accès.',
    legKind: { browser: 'Navigateur', desk_phone: 'Téléphone fixe', trunk: 'Opérateur', system: 'Système' }, noTrace: 'Aucune décision n’a été enregistrée.',
  },
  team: { title: 'Équipe', empty: 'Vous êtes seul ici', emptyHelp: 'Invitez des collègues depuis Utilisateurs.', reachable: 'Joignable', notReachable: 'Aucun téléphone connecté', inCall: 'En appel', extension: 'Poste', filter: 'Filtrer par nom ou poste', table: 'Collègues', devices: { browser: 'Navigateur', desk_phone: 'Téléphone fixe' } },
  users: {
    title: 'Utilisateurs', invite: 'Inviter une personne', empty: 'Personne pour l’instant', extension: 'Poste', extensionHelp: 'De 2 à 6 chiffres, pas un numéro d’urgence.', state: { active: 'Actif', invited: 'Invité', suspended: 'Suspendu' }, edit: 'Modifier {{name}}', suspend: 'Suspendre', reactivate: 'Réactiver', remove: 'Supprimer {{name}}',
    removeConfirm: 'Saisissez {{name}} pour confirmer. Les appels et leurs traces restent ; la personne ne peut plus se connecter.', confirmName: 'Nom à confirmer', invitations: 'Invitations ouvertes', invited: 'Invitation créée', link: 'Lien d’invitation', linkHelp: 'L’e-mail n’est pas configuré : transmettez ce lien vous-même. Il sert une fois, jusqu’au {{until}}.',
    mailed: 'Un e-mail a été envoyé à {{email}}.', revoke: 'Retirer', lastSeen: 'Vu', never: 'Jamais', numbers: 'Numéros', table: 'Utilisateurs', expires: 'Expire', compromised: 'Signaler comme compromis',
  },
  devices: {
    title: 'Appareils', add: 'Ajouter un téléphone', empty: 'Aucun téléphone fixe', emptyHelp: 'Les navigateurs sonnent d’eux-mêmes. Ajoutez un téléphone pour relier un poste ou une application SIP.', user: 'Utilisateur', name: 'Nom du téléphone', namePlaceholder: 'Poste de l’accueil', registered: 'Enregistré', notRegistered: 'Non enregistré', secretTitle: 'Compte SIP',
    secretOnce: 'Ce mot de passe n’est montré qu’une fois. Saisissez-le maintenant dans le téléphone.', username: 'Identifiant', password: 'Mot de passe', server: 'Serveur', domain: 'Domaine', transports: 'Transports', rotate: 'Nouveau mot de passe', rotateConfirm: 'Le téléphone ne fonctionnera plus tant que le nouveau mot de passe n’y est pas saisi.',
    remove: 'Supprimer le téléphone', removeConfirm: 'Supprimer « {{name}} » ? Il cesse de sonner aussitôt.', table: 'Appareils', kind: { browser: 'Navigateur', desk_phone: 'Téléphone fixe' }, address: 'Adresse',
  },
  numbers: {
    title: 'Numéros', empty: 'Aucun numéro', emptyHelp: 'L’opérateur attribue des numéros à votre organisation.', assignedTo: 'Sonne chez', unassigned: 'Personne : l’appelant entend que le numéro n’est pas attribué', assign: 'Qui le {{number}} fait sonner', label: 'Libellé', labelFor: 'Libellé du {{number}}', kind: { geographic: 'Géographique', non_geographic: 'Non géographique', mobile: 'Mobile', fax: 'Fax', conference: 'Conférence' }, table: 'Numéros', type: 'Type',
  },
  trunks: {
    title: 'Liaisons opérateur', add: 'Ajouter une liaison', empty: 'Aucune liaison', emptyHelp: 'Une liaison relie Carillon à un opérateur, pour les appels vers et depuis l’extérieur.', host: 'Hôte', port: 'Port', transport: 'Transport', authentication: 'Comment on nous reconnaît', address: 'Par notre adresse', registration: 'Par enregistrement', username: 'Identifiant', password: 'Mot de passe', passwordKeep: 'Laissez vide pour garder l’actuel.',
    sources: 'Adresses d’où l’opérateur appelle', sourcesHelp: 'Une adresse ou un réseau par ligne, par exemple 203.0.113.7 ou 203.0.113.0/24.', format: 'Écriture des numéros', e164_plus: '+33123456789', e164: '33123456789', national: '0123456789', maxCalls: 'Appels simultanés au plus', maxCallsHelp: 'Vide : sans limite.', enabled: 'En service', shared: 'Liaison de l’opérateur',
    inProgress_one: '{{count}} appel en cours', inProgress_other: '{{count}} appels en cours', remove: 'Supprimer la liaison', removeConfirm: 'Supprimer « {{name}} » ? Les appels en cours continuent ; les nouveaux ne l’utilisent plus.', edit: 'Modifier {{name}}', table: 'Liaisons opérateur', tried: 'Depuis {{when}}',
    status: { unknown: 'Pas encore essayée', reachable: 'Joignable', registered: 'Enregistrée', unreachable: 'Injoignable', refused: 'Refusée', disabled: 'Arrêtée' },
  },
  apiKeys: { title: 'Clés d’API', add: 'Créer une clé', empty: 'Aucune clé', emptyHelp: 'Une clé permet à un programme d’utiliser l’API au nom de l’organisation.', name: 'À quoi elle sert', permissions: 'Ce qu’elle permet', secretTitle: 'Clé d’API', secretOnce: 'Cette clé n’est montrée qu’une fois. Gardez-la en lieu sûr.', revoke: 'Révoquer', revokeConfirm: 'Les programmes qui utilisent « {{name}} » cessent aussitôt de fonctionner.', revoked: 'Révoquée', lastUsed: 'Dernier usage', never: 'Jamais utilisée', table: 'Clés d’API', documentation: 'Documentation de l’API' },
  audit: { title: 'Journal d’audit', empty: 'Rien pour l’instant', emptyHelp: 'Les actes d’administration apparaissent ici : qui a fait quoi, et quand.', who: 'Qui', what: 'Quoi', about: 'Au sujet de', table: 'Journal d’audit' },
  profile: {
    title: 'Profil et sécurité', preferences: 'Préférences', name: 'Nom', timeZone: 'Fuseau horaire', password: 'Mot de passe', currentPassword: 'Mot de passe actuel', newPassword: 'Nouveau mot de passe', changePassword: 'Changer le mot de passe', passwordChanged: 'Mot de passe changé. Vos autres sessions sont fermées.', sessions: 'Où vous êtes connecté', thisSession: 'Cette session', end: 'Fermer', lastSeen: 'Vu',
    compromised: 'Mon compte est compromis', compromisedHelp: 'Quelqu’un connaît peut-être votre mot de passe ou celui de votre téléphone : fermez toutes les sessions, changez les mots de passe des téléphones, révoquez vos clés d’API et suspendez 24 heures les appels vers les destinations payantes.', compromisedConfirm: 'Vous serez déconnecté et vos téléphones auront besoin de leurs nouveaux mots de passe.', compromisedAction: 'Sécuriser mon compte', callerId: 'Numéro présenté quand vous appelez', wrongPassword: 'Le mot de passe actuel n’est pas le bon.',
    compromisedDone: 'Compte sécurisé : {{sessions}} sessions fermées, {{secrets}} mots de passe de téléphone changés, {{keys}} clés révoquées. Les appels vers les destinations payantes sont suspendus jusqu’au {{until}}.', sessionsTable: 'Sessions',
  },
  customers: { title: 'Clients', add: 'Nouveau client', empty: 'Aucun client', organization: 'Organisation', country: 'Pays', users: 'Utilisateurs', numbers: 'Numéros', adminName: 'Nom du premier administrateur', adminEmail: 'E-mail du premier administrateur', addNumber: 'Attribuer un numéro', created: 'Client créé', table: 'Clients' },
  organization: { title: 'Organisation', name: 'Nom', timeZone: 'Fuseau horaire', language: 'Langue', readOnly: 'Seul un super-administrateur peut changer ceci.' },
  time: { hoursShort: '{{count}} h', minutesShort: '{{count}} min', secondsShort: '{{count}} s' },
};
