import type { Phrase } from './phrase.ts';

const units = [
  { ms: 86_400_000, en: 'd', fr: 'j' },
  { ms: 3_600_000, en: 'h', fr: 'h' },
  { ms: 60_000, en: 'min', fr: 'min' },
  { ms: 1000, en: 's', fr: 's' },
] as const;

/** `2 h 14 min`, `45 s`, `1.3 s`, `40 ms`: two units are as much as anyone reads. */
export function formatDuration(ms: number): Phrase {
  const whole = Math.max(0, ms);
  if (whole > 0 && whole < 1000) {
    const count = Math.max(1, Math.round(whole));
    return { en: `${count} ms`, fr: `${count} ms` };
  }
  if (whole < 10_000) {
    const seconds = (Math.round(whole / 100) / 10).toString();
    return { en: `${seconds} s`, fr: `${seconds.replace('.', ',')} s` };
  }
  const at = units.findIndex((unit) => whole >= unit.ms);
  const [first, second] = [units[at], units[at + 1]];
  // What is below the second unit is left out, not rounded up: "59 s" must not become "60 s".
  const counts = [first, second].flatMap((unit, i) => {
    if (unit === undefined) return [];
    const rest = i === 0 ? whole : whole % (first?.ms ?? Infinity);
    const count = Math.floor(rest / unit.ms);
    return i > 0 && count === 0 ? [] : [{ unit, count }];
  });
  const text = (locale: 'en' | 'fr'): string =>
    counts.map(({ unit, count }) => `${count} ${unit[locale]}`).join(' ');
  return { en: text('en'), fr: text('fr') };
}
