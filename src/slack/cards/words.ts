import { say, type Locale, type Phrase } from '#base/phrase.ts';
import type { Confidence, Outcome } from '#runbooks/verdict.ts';
import type { Risk } from '#runbooks/risk.ts';
import type { Trigger } from '#runbooks/run.ts';
import { escape } from '../escape.ts';

/** A phrase as mrkdwn: whatever fills its holes comes from hosts and people. */
export function marked(locale: Locale, phrase: Phrase): string {
  return escape(say(locale, phrase));
}

export function duration(locale: Locale, ms: number): string {
  if (ms < 1000) return `${Math.max(1, Math.round(ms))} ms`;
  const seconds = (ms / 1000).toFixed(ms < 10_000 ? 1 : 0);
  return locale === 'fr' ? `${seconds.replace('.', ',')} s` : `${seconds} s`;
}

/** Slack shows it in the reader's own time zone; what follows the "|" is for who cannot. */
export function timeOf(ms: number): string {
  const utc = new Date(ms).toISOString().slice(11, 19);
  return `<!date^${Math.ceil(ms / 1000)}^{time_secs}|${utc} UTC>`;
}

/** Slack users are mentioned, everyone else is named. */
export function actorOf(trigger: Trigger): string {
  return trigger.by === 'slack' ? `<@${escape(trigger.actor)}>` : escape(trigger.actor);
}

export const outcomeSign: Readonly<Record<Outcome, string>> = {
  healthy: '🟢',
  faulty: '🔴',
  could_not_look: '⚪',
};

/** Colours alone say nothing to a screen reader. */
export const outcomeWord: Readonly<Record<Outcome, Phrase>> = {
  healthy: { en: 'Healthy', fr: 'En bonne santé' },
  faulty: { en: 'Faulty', fr: 'En panne' },
  could_not_look: { en: 'Could not look', fr: 'Examen impossible' },
};

export const confidenceWord: Readonly<Record<Confidence, Phrase>> = {
  certain: { en: 'certain', fr: 'certain' },
  likely: {
    en: 'likely: something deeper could not be looked at',
    fr: 'probable : un point plus profond n’a pas pu être examiné',
  },
  unsure: { en: 'unsure', fr: 'incertain' },
};

export const riskWord: Readonly<Record<Risk, Phrase>> = {
  low: { en: 'low risk', fr: 'risque faible' },
  high: { en: 'high risk: one approval', fr: 'risque élevé : une approbation' },
  critical: { en: 'critical risk: two approvals', fr: 'risque critique : deux approbations' },
};

const probeTitles: Readonly<Record<string, Phrase>> = {
  access: { en: 'Access to the host', fr: 'Accès à l’hôte' },
  checks: { en: 'Own checks', fr: 'Contrôles du service' },
  cors: { en: 'CORS', fr: 'CORS' },
  deploy: { en: 'Deployed code', fr: 'Code déployé' },
  dns: { en: 'DNS', fr: 'DNS' },
  env: { en: 'Environment', fr: 'Environnement' },
  host: { en: 'Host', fr: 'Hôte' },
  listening: { en: 'Listening port', fr: 'Port à l’écoute' },
  local: { en: 'Answer on the host', fr: 'Réponse sur l’hôte' },
  logs: { en: 'Logs', fr: 'Journaux' },
  needs: { en: 'Dependencies', fr: 'Dépendances' },
  paths: { en: 'Files and permissions', fr: 'Fichiers et droits' },
  platform: { en: 'Platform', fr: 'Plateforme' },
  process: { en: 'Process', fr: 'Processus' },
  proxy: { en: 'Proxy', fr: 'Proxy' },
  public: { en: 'Public address', fr: 'Adresse publique' },
  tls: { en: 'Certificate', fr: 'Certificat' },
};

/** `needs.postgres` on web-1: "Dependencies: postgres · web-1". */
export function probeTitle(locale: Locale, probe: string, host?: string): string {
  const [family = probe, ...rest] = probe.split('.');
  const known = probeTitles[family];
  const title = known === undefined ? family : say(locale, known);
  const subject = rest.length === 0 ? '' : `: ${rest.join('.')}`;
  return `${title}${subject}${host === undefined ? '' : ` · ${host}`}`;
}
