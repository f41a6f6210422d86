import { say, type Locale, type Phrase } from '#base/phrase.ts';
import { shorten } from '#slack/escape.ts';
import type { FileBody } from '#slack/message.ts';
import { cellsOf, median, type ChartSample, type ChartSpan } from './outage-chart-cells.ts';
import { drawOutage } from './outage-chart-draw.ts';
import { chosenMarks, type ChartMark } from './outage-chart-marks.ts';
import { clockTime, dateText, isOneDay, lengthText, momentText, tookText } from './outage-chart-scale.ts';

export type OutageChart = {
  readonly service: string;
  /** The window that is drawn; what lies outside is left out. */
  readonly from: number;
  readonly to: number;
  readonly samples: readonly ChartSample[];
  readonly spans?: readonly ChartSpan[];
  /** Without `to` it is still down. */
  readonly down: readonly { readonly from: number; readonly to?: number }[];
  readonly marks: readonly ChartMark[];
};

/** Slack refuses a longer description of a picture. */
const altChars = 1000;

/** Response time and up/down around an outage, with numbered marks for what was seen and done. Times are UTC. */
export function outageChart(input: OutageChart, locale: Locale): FileBody {
  const { service, from } = input;
  const to = Math.max(input.to, from + 1_000);
  const window = { from, to };
  const down = input.down.filter((one) => one.from < to && (one.to ?? to) > from);
  const marks = chosenMarks(window, input.marks);
  const told = downText(down, window, locale);
  const title = say(locale, { ...titleOf, with: { service } });
  const content = drawOutage({
    title: service,
    subtitle: say(locale, { ...subtitle, with: { date: dateText(from, to, locale) } }),
    told,
    window,
    cells: cellsOf(window, input.samples, input.spans ?? []),
    down: down.map((one) => ({ from: Math.max(one.from, from), to: Math.min(one.to ?? to, to) })),
    marks: marks.shown.map(({ at, kind, label }) => ({
      at,
      kind,
      time: momentText(at, window, locale),
      label: say(locale, label),
    })),
    left: marks.left === 0 ? '' : say(locale, { ...notShown, with: { count: marks.left } }),
    locale,
  });
  return {
    filename: `outage-${service}-${new Date(from).toISOString().slice(0, 16).replaceAll(/\D/g, '')}.png`,
    title,
    content,
    isDrawing: true,
    altText: shorten(
      [title, spoken(input, locale), told, ...markTexts(marks.shown, window, locale)].join('. '),
      altChars,
    ),
  };
}

function downText(
  down: OutageChart['down'],
  window: Pick<OutageChart, 'from' | 'to'>,
  locale: Locale,
): string {
  const { to: end } = window;
  const [first] = down;
  const last = down.at(-1);
  if (first === undefined || last === undefined) return say(locale, neverDown);
  const length = lengthText(
    down.reduce((sum, { from, to }) => sum + (to ?? end) - from, 0),
    locale,
  );
  const when = (at: number): string => momentText(at, window, locale);
  const values = { from: when(first.from), to: when(last.to ?? end), length, times: down.length };
  // Two days in one line would leave the picture; its hours and marks have them.
  const often = isOneDay(window) ? downOften : downOftenForDays;
  const once = isOneDay(window) ? wasDown : downForDays;
  const phrase = last.to === undefined ? stillDown : down.length > 1 ? often : once;
  return say(locale, { ...phrase, with: values });
}

/** The numbers of the picture as sentences, for who cannot see it. */
function spoken({ samples, from, to }: OutageChart, locale: Locale): string {
  const inside = samples.filter(({ at }) => at >= from && at <= to);
  const times = inside.filter(({ status }) => status === 'ok').map(({ tookMs }) => tookMs);
  const middle = median(times);
  const values = {
    date: dateText(from, to, locale),
    from: clockTime(from, false),
    to: clockTime(to, false),
    checks: inside.length,
    good: times.length,
    bad: inside.filter(({ status }) => status === 'bad').length,
    median: middle === undefined ? undefined : tookText(middle, locale),
    longest: middle === undefined ? undefined : tookText(Math.max(...times), locale),
  };
  return say(locale, { ...numbers, with: values });
}

function markTexts(
  marks: readonly ChartMark[],
  window: Pick<OutageChart, 'from' | 'to'>,
  locale: Locale,
): string[] {
  return marks.map(({ at, label }) => `${momentText(at, window, locale)} ${say(locale, label)}`);
}

const titleOf: Phrase = {
  en: 'Response time and availability of {service}',
  fr: 'Temps de réponse et disponibilité de {service}',
};
const subtitle: Phrase = { en: 'Response time, {date}, UTC', fr: 'Temps de réponse, {date}, UTC' };
const neverDown: Phrase = { en: 'Not down in this time', fr: 'Pas de panne dans cette période' };
const wasDown: Phrase = { en: 'Down {from} – {to} ({length})', fr: 'En panne {from} – {to} ({length})' };
const downOften: Phrase = {
  en: 'Down {times} times, {from} – {to} ({length})',
  fr: 'En panne {times} fois, {from} – {to} ({length})',
};
const downForDays: Phrase = { en: 'Down for {length}', fr: 'En panne pendant {length}' };
const downOftenForDays: Phrase = {
  en: 'Down {times} times, {length} in all',
  fr: 'En panne {times} fois, {length} en tout',
};
const stillDown: Phrase = {
  en: 'Down since {from}, for {length} so far',
  fr: 'En panne depuis {from}, déjà {length}',
};
const notShown: Phrase = { en: '… and {count} more in the thread', fr: '… et {count} autres dans le fil' };
const numbers: Phrase = {
  en: '{date}, {from} to {to} UTC: {checks} checks, {good} good, {bad} failed[; good answers took {median} (median), at most {longest}]',
  fr: '{date}, de {from} à {to} UTC : {checks} contrôles, {good} bons, {bad} en échec[ ; les bonnes réponses ont pris {median} (médiane), au plus {longest}]',
};
