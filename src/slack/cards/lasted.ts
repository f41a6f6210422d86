import { say, type Locale } from '#base/phrase.ts';
import type { Outage } from '#outages/outage.ts';

/** "14 min 05 s", "2 h 05 min": how long something lasted, as people say it. */
export function lasted(locale: Locale, ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${String(minutes % 60).padStart(2, '0')} min`;
  const days = say(locale, { en: '{n} d', fr: '{n} j', with: { n: Math.floor(hours / 24) } });
  return `${days} ${hours % 24} h`;
}

/** How long it was down in all, up to now or its end. */
export function downFor({ downs }: Outage, now: number): number {
  return downs.reduce((sum, { from, to }) => sum + ((to ?? now) - from), 0);
}
