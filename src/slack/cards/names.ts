import { say, type Locale, type Phrase } from '#base/phrase.ts';

const probeNames: Readonly<Record<string, Phrase>> = {
  access: { en: 'Access to the host', fr: 'Accès à l’hôte' },
  boot: { en: 'Start of the host', fr: 'Démarrage de l’hôte' },
  branch: { en: 'Newest code', fr: 'Code le plus récent' },
  changes: { en: 'Recent changes', fr: 'Changements récents' },
  checks: { en: 'Own checks', fr: 'Contrôles du service' },
  clock: { en: 'Clock', fr: 'Horloge' },
  cors: { en: 'CORS', fr: 'CORS' },
  deploy: { en: 'Deployed code', fr: 'Code déployé' },
  disk: { en: 'Disk', fr: 'Disque' },
  dns: { en: 'DNS', fr: 'DNS' },
  edge: { en: 'Behind the CDN', fr: 'Derrière le CDN' },
  env: { en: 'Environment', fr: 'Environnement' },
  files: { en: 'Open files', fr: 'Fichiers ouverts' },
  engine: { en: 'Docker engine', fr: 'Moteur Docker' },
  firewall: { en: 'Firewall', fr: 'Pare-feu' },
  listening: { en: 'Listening port', fr: 'Port à l’écoute' },
  load: { en: 'Load', fr: 'Charge' },
  local: { en: 'Answer on the host', fr: 'Réponse sur l’hôte' },
  logs: { en: 'Logs', fr: 'Journaux' },
  memory: { en: 'Memory', fr: 'Mémoire' },
  migrations: { en: 'Migrations', fr: 'Migrations' },
  needs: { en: 'Dependencies', fr: 'Dépendances' },
  oom: { en: 'Out of memory', fr: 'Mémoire épuisée' },
  paths: { en: 'Files and permissions', fr: 'Fichiers et droits' },
  platform: { en: 'Platform', fr: 'Plateforme' },
  process: { en: 'Process', fr: 'Processus' },
  proxy: { en: 'Proxy', fr: 'Proxy' },
  public: { en: 'Public address', fr: 'Adresse publique' },
  related: { en: 'Related services', fr: 'Services liés' },
  runtime: { en: 'Runtime', fr: 'Environnement d’exécution' },
  tls: { en: 'Certificate', fr: 'Certificat' },
};

const layerNames: Readonly<Record<string, Phrase>> = {
  access: { en: 'Access', fr: 'Accès' },
  host: { en: 'Host', fr: 'Hôte' },
  dependency: { en: 'Dependencies', fr: 'Dépendances' },
  configuration: { en: 'Configuration', fr: 'Configuration' },
  code: { en: 'Code', fr: 'Code' },
  process: { en: 'Process', fr: 'Processus' },
  port: { en: 'Port', fr: 'Port' },
  application: { en: 'Application', fr: 'Application' },
  proxy: { en: 'Proxy', fr: 'Proxy' },
  edge: { en: 'DNS, TLS, CDN', fr: 'DNS, TLS, CDN' },
  browser: { en: 'Browser', fr: 'Navigateur' },
};

/** `needs.postgres` on web-1: "Dependencies: postgres · web-1". */
export function probeTitle(locale: Locale, probe: string, host?: string): string {
  const [family = probe, ...rest] = probe.split('.');
  const known = probeNames[family];
  const title = known === undefined ? family : say(locale, known);
  const subject = rest.length === 0 ? '' : `: ${rest.join('.')}`;
  return `${title}${subject}${host === undefined ? '' : ` · ${host}`}`;
}

/** Undefined for what is no part of the path, such as the layer of being healthy. */
export function layerName(locale: Locale, layer: string): string | undefined {
  const known = layerNames[layer];
  return known === undefined ? undefined : say(locale, known);
}

const namesShown = 4;

/** Some by name, the others by number: 48 names of hosts say nothing. */
export function listed(names: readonly string[], shown: number = namesShown): string {
  const rest = names.length - shown;
  return names.slice(0, shown).join(', ') + (rest > 0 ? ` +${rest}` : '');
}
