import type { Phrase } from '#base/phrase.ts';
import type { Cause } from '#runbooks/verdict.ts';
import { type Facts, isBorneOut } from './post-mortem-facts.ts';

/** What to do so that it does not come again, and what it is against: a verdict's id, or a weak spot that was seen. */
export type Prevention = { readonly does: Phrase; readonly against: string };

/** Verdicts that have a cure of their own, first match wins; what is not named here is answered by its layer. */
const byVerdict: readonly (readonly [RegExp, Phrase])[] = [
  [
    /^(?:disk|inodes)-/,
    {
      en: 'Warn before the disk is full, rotate logs and delete what piles up',
      fr: 'Alerter avant que le disque soit plein, faire tourner les journaux et purger ce qui s’accumule',
    },
  ],
  [
    /^tls-/,
    {
      en: 'Renew the certificate by itself, and watch its end with a monitor (“tls_expires”)',
      fr: 'Renouveler le certificat automatiquement, et surveiller sa fin avec un moniteur (« tls_expires »)',
    },
  ],
  [
    /^dns-/,
    {
      en: 'Watch the DNS name, and keep its zone under review',
      fr: 'Surveiller le nom DNS et relire les changements de sa zone',
    },
  ],
  [
    /^(?:oom-|memory-|py-memory|node-heap|gun-worker-killed)/,
    {
      en: 'Find what takes the memory, set a limit and warn before it is reached',
      fr: 'Trouver ce qui prend la mémoire, fixer une limite et alerter avant de l’atteindre',
    },
  ],
  [
    /^too-many-files/,
    {
      en: 'Find the leak of open files, and raise the limit on purpose',
      fr: 'Trouver la fuite de fichiers ouverts, et relever la limite sciemment',
    },
  ],
  [
    /^(?:mig-|migrations-)/,
    {
      en: 'Run migrations as a step of the deploy that can stop it',
      fr: 'Lancer les migrations comme étape du déploiement qui peut l’arrêter',
    },
  ],
  [
    /^(?:env-|py-env|mongo-uri|dj-improperly)/,
    {
      en: 'Check the required settings before a deploy goes live',
      fr: 'Vérifier les réglages requis avant la mise en service',
    },
  ],
  [
    /(?:-auth|-access-list)(?:-|$)/,
    {
      en: 'Change passwords at both ends in one step, and check the login after it',
      fr: 'Changer les mots de passe des deux côtés en une étape, puis vérifier la connexion',
    },
  ],
  [
    /^db-too-many-conn/,
    {
      en: 'Limit the connection pools to what the database takes',
      fr: 'Limiter les réserves de connexions à ce que la base accepte',
    },
  ],
  [
    /^not-started-at-boot/,
    {
      en: 'Enable the unit, and restart the host once on purpose to see it come up',
      fr: 'Activer l’unité, et redémarrer l’hôte une fois exprès pour la voir revenir',
    },
  ],
  [
    /^(?:host-key|login-refused)/,
    {
      en: 'Tell Resus of new keys and logins when hosts change',
      fr: 'Donner à Resus les nouvelles clés et connexions quand les hôtes changent',
    },
  ],
  [/^worker-/, { en: 'Watch the workers with a heartbeat', fr: 'Surveiller les workers avec un battement' }],
  [
    /^cors-/,
    {
      en: 'Test the preflight of each origin in the deploy',
      fr: 'Tester le preflight de chaque origine au déploiement',
    },
  ],
  [
    /^(?:deploy-|fix-not-deployed)/,
    {
      en: 'Let the deploy prove which commit runs at its end',
      fr: 'Faire prouver par le déploiement quel commit tourne à la fin',
    },
  ],
  [
    /^(?:crash-|backend-crashed|unit-broken)/,
    {
      en: 'Start the new version once in the deploy before the old one goes',
      fr: 'Démarrer la nouvelle version au déploiement avant d’arrêter l’ancienne',
    },
  ],
  [
    /^backend-not-running|^process-stopped|^unit-masked/,
    {
      en: 'Find out who or what stopped it, and let its manager restart it by itself',
      fr: 'Trouver qui ou quoi l’a arrêté, et laisser son gestionnaire le relancer',
    },
  ],
];

const byLayer: Readonly<Record<string, Phrase>> = {
  access: {
    en: 'Watch the login to the host (“ssh” monitor), and keep a second way in',
    fr: 'Surveiller la connexion à l’hôte (moniteur « ssh »), et garder une seconde entrée',
  },
  host: {
    en: 'Watch the host’s disk, memory and load, with room to spare',
    fr: 'Surveiller disque, mémoire et charge de l’hôte, avec de la marge',
  },
  dependency: {
    en: 'Give what it needs a monitor of its own, and let the service survive its short absence',
    fr: 'Donner un moniteur à ce dont il dépend, et survivre à sa courte absence',
  },
  configuration: {
    en: 'Keep the configuration under review and check it before a deploy goes live',
    fr: 'Relire la configuration et la vérifier avant la mise en service',
  },
  code: {
    en: 'Run the start-up check and the imports in the deploy before it goes live',
    fr: 'Lancer le test de démarrage et les imports au déploiement, avant la mise en service',
  },
  process: {
    en: 'Let its manager restart it, and watch how often that happens',
    fr: 'Laisser son gestionnaire le relancer, et surveiller combien de fois',
  },
  port: {
    en: 'Keep the port in one place, and check after a deploy who listens on it',
    fr: 'Écrire le port à un seul endroit, et vérifier après déploiement qui y écoute',
  },
  application: {
    en: 'Add a check of the failing function to the catalog, and a test to the code',
    fr: 'Ajouter un contrôle de la fonction en panne au catalogue, et un test au code',
  },
  proxy: {
    en: 'Test the proxy’s configuration before each reload, and watch through it',
    fr: 'Tester la configuration du proxy avant chaque rechargement, et surveiller à travers lui',
  },
  edge: {
    en: 'Watch the public address from outside, DNS and certificate with it',
    fr: 'Surveiller l’adresse publique de l’extérieur, DNS et certificat compris',
  },
  browser: {
    en: 'Test what browsers ask for (preflight, headers) in the deploy',
    fr: 'Tester ce que demandent les navigateurs (preflight, en-têtes) au déploiement',
  },
};

const anyCause: Phrase = {
  en: 'Decide what would have prevented it',
  fr: 'Décider de ce qui l’aurait évitée',
};

/** For the test that holds them against the library. */
export const preventions = { byVerdict, byLayer };

export function measureAgainst({ id, layer }: Pick<Cause, 'id' | 'layer'>): Prevention {
  const own = byVerdict.find(([pattern]) => pattern.test(id))?.[1];
  return { does: own ?? byLayer[layer] ?? anyCause, against: id };
}

/** Weak spots that this outage showed, whatever its cause. */
export function generalMeasures(facts: Facts): Prevention[] {
  const { outage, service, main, causes, plans, measures, cure } = facts;
  return [
    ...need(
      cure?.plan.action === 'rollback',
      'rollback',
      'Correct or revert the release that was rolled back: until then the next deploy brings it again',
      'Corriger ou annuler la version retirée : d’ici là, le prochain déploiement la ramène',
    ),
    ...need(causes.length === 0, 'no-cause', anyCause.en, anyCause.fr),
    ...need(
      outage.openedBy !== undefined,
      'no-monitor',
      'Give the service a monitor that would have seen it (“watch” or “monitors”)',
      'Donner au service un moniteur qui l’aurait vu (« watch » ou « monitors »)',
    ),
    ...need(
      (measures.detectMs ?? 0) > lateDetectMs,
      'late-detection',
      'Check more often, or call it down after fewer failures',
      'Contrôler plus souvent, ou conclure à la panne après moins d’échecs',
    ),
    ...need(
      service.escalate.length === 0,
      'no-escalation',
      'Name who is called when nobody reacts (“escalate”)',
      'Désigner qui appeler quand personne ne réagit (« escalate »)',
    ),
    ...need(
      (main?.verdict.unknown.length ?? 0) > 0 && !isBorneOut(facts),
      'blind-spots',
      'Let Resus see what it could not look at (see “Could not check”)',
      'Permettre à Resus de voir ce qu’il n’a pu examiner (voir « Non vérifié »)',
    ),
    ...need(
      plans.some(({ approvals }) => approvals.some(({ breakGlass }) => breakGlass !== undefined)),
      'break-glass',
      'Make sure a second approver can be reached',
      'S’assurer qu’un second approbateur est joignable',
    ),
    ...need(
      plans.some(({ outcome }) => outcome === 'expired'),
      'expired-approval',
      'Make sure approvers hear of plans in time',
      'S’assurer que les approbateurs entendent parler des plans à temps',
    ),
  ];
}

function need(isSo: boolean, against: string, en: string, fr: string): Prevention[] {
  return isSo ? [{ does: { en, fr }, against }] : [];
}

/** Longer than a few checks take. */
const lateDetectMs = 60_000;
