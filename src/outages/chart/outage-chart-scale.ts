import { say, type Locale, type Phrase } from '#base/phrase.ts';

const secondMs = 1_000;
const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;

/** Steps that fall on whole minutes, hours and days of UTC. */
const timeSteps = [
  ...[1, 5, 10, 15, 30].map((n) => n * secondMs),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minuteMs),
  ...[1, 2, 3, 6, 12].map((n) => n * hourMs),
  ...[1, 2, 7, 14].map((n) => n * dayMs),
];

export type Tick = { readonly at: number; readonly label: string };

export function timeTicks(from: number, to: number, most: number, locale: Locale): Tick[] {
  const stepMs = timeSteps.find((step) => (to - from) / step <= most) ?? 30 * dayMs;
  const first = Math.ceil(from / stepMs);
  const count = Math.max(0, Math.floor(to / stepMs) - first + 1);
  return Array.from({ length: count }, (_, i) => {
    const at = (first + i) * stepMs;
    // Beyond a day the hour alone says nothing; its midnights say which day it is.
    const isDay = to - from > dayMs && at % dayMs === 0;
    const label = isDay ? dayOf(at, locale) : clockTime(at, stepMs < minuteMs);
    return { at, label };
  });
}

/** Zero to the first round number above `mostMs`, in at most five steps. */
export function valueTicks(mostMs: number, locale: Locale): Tick[] {
  const rough = Math.max(mostMs, 10) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((n) => n * power >= rough) ?? 10) * power;
  const count = Math.max(1, Math.ceil(mostMs / step));
  const isInSeconds = step * count >= secondMs;
  return Array.from({ length: count + 1 }, (_, i) => ({
    at: i * step,
    label: isInSeconds ? `${decimal((i * step) / secondMs, locale)} s` : `${decimal(i * step, locale)} ms`,
  }));
}

/** As many digits as matter: 48 ms, 1.25 s. */
export function tookText(ms: number, locale: Locale): string {
  return ms < secondMs
    ? `${Math.round(ms)} ms`
    : `${decimal(Number((ms / secondMs).toPrecision(3)), locale)} s`;
}

export function clockTime(ms: number, hasSeconds: boolean): string {
  return new Date(ms).toISOString().slice(11, hasSeconds ? 19 : 16);
}

type Window = { readonly from: number; readonly to: number };

export function isOneDay({ from, to }: Window): boolean {
  return Math.floor(from / dayMs) === Math.floor(to / dayMs);
}

/** To the second; in a window of several days, its day instead. */
export function momentText(at: number, window: Window, locale: Locale): string {
  return isOneDay(window) ? clockTime(at, true) : `${dayOf(at, locale)} ${clockTime(at, false)}`;
}

/** "21 Nov 2026", "21 Nov – 2 Dec 2026": never a number that could be a month or a day. */
export function dateText(from: number, to: number, locale: Locale): string {
  const [first, last] = [dayOf(from, locale), dayOf(to, locale)];
  const year = new Date(to).getUTCFullYear();
  return first === last ? `${first} ${year}` : `${first} – ${last} ${year}`;
}

/** The two units that say most: "4 min 15 s", "2 h 5 min", "3 d 4 h". */
export function lengthText(ms: number, locale: Locale): string {
  const units = [
    [dayMs, say(locale, dayUnit)],
    [hourMs, 'h'],
    [minuteMs, 'min'],
    [secondMs, 's'],
  ] as const;
  let leftMs = Math.round(ms / secondMs) * secondMs;
  const parts: string[] = [];
  for (const [unitMs, name] of units) {
    const count = Math.floor(leftMs / unitMs);
    leftMs -= count * unitMs;
    if (count > 0) parts.push(`${count} ${name}`);
    else if (parts.length > 0) break;
  }
  return parts.slice(0, 2).join(' ') || '0 s';
}

function decimal(value: number, locale: Locale): string {
  const text = String(Number(value.toFixed(3)));
  return locale === 'fr' ? text.replace('.', ',') : text;
}

function dayOf(ms: number, locale: Locale): string {
  const date = new Date(ms);
  return `${date.getUTCDate()} ${months[locale][date.getUTCMonth()] ?? ''}`;
}

const dayUnit: Phrase = { en: 'd', fr: 'j' };
const months: Readonly<Record<Locale, readonly string[]>> = {
  en: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
  fr: ['janv.', 'févr.', 'mars', 'avr.', 'mai', 'juin', 'juil.', 'août', 'sept.', 'oct.', 'nov.', 'déc.'],
};
