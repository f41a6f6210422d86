import { say, type Locale, type Phrase } from '#base/phrase.ts';
import { escape, escapeEntities } from '../escape.ts';

/** A phrase as mrkdwn: whatever fills its holes comes from hosts and people, and its own words may hold marks. */
export function marked(locale: Locale, phrase: Phrase): string {
  const filled = Object.entries(phrase.with ?? {}).map(([name, value]) => [
    name,
    typeof value === 'string'
      ? escape(value)
      : Array.isArray(value)
        ? value.map((one) => escape(String(one)))
        : value,
  ]);
  return say(locale, {
    en: escapeEntities(phrase.en),
    fr: escapeEntities(phrase.fr),
    with: Object.fromEntries(filled),
  });
}

/** "Label: value", with the space that French has before a colon. */
export function labelled(locale: Locale, label: string, value: string): string {
  return `${label}${locale === 'fr' ? ' :' : ':'} ${value}`;
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

/** The same with its day, for what may be long ago. */
export function dateOf(ms: number): string {
  const utc = new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
  return `<!date^${Math.floor(ms / 1000)}^{date_short_pretty} {time}|${utc} UTC>`;
}

/** The same to the second. */
export function momentOf(ms: number): string {
  const utc = new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
  return `<!date^${Math.floor(ms / 1000)}^{date_short_pretty} {time_secs}|${utc} UTC>`;
}

/** Slack users are mentioned, everyone else is named. */
export function actorOf(trigger: { readonly by: string; readonly actor: string }): string {
  return trigger.by === 'slack' ? `<@${escape(trigger.actor)}>` : escape(trigger.actor);
}

/** A person by id: Slack users are mentioned, everyone else is named. */
export function personOf({ id }: { readonly id: string }): string {
  return /^[UW][A-Z0-9]+$/.test(id) ? `<@${id}>` : escape(id.replace(/^person:/, ''));
}
