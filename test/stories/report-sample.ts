import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locale } from '#base/phrase.ts';

const docs = join(import.meta.dirname, '..', '..', 'docs');
const chart = 'images/outage-chart.png';
const pages: Readonly<Record<Locale, string>> = {
  en: 'post-mortem-sample.md',
  fr: 'post-mortem-sample.fr.md',
};

/** What stands above the report in the docs: where it comes from, and what was changed in it. */
const notes: Readonly<Record<Locale, string>> = {
  en: `> What Resus put into the thread of a real outage in its lab: a release that cannot start, on a Debian host with systemd, nginx, Django and
> PostgreSQL. Only the addresses of the lab were replaced. Made by \`RESUS_WRITE=1 npx vitest run test/stories/outage-lab.test.ts\`, which
> also holds the report against what the host itself recorded. [En français](${pages.fr}) · [Outages](outages.md)

![Response time and availability of api around the outage, with the deploy, the verdict, the approval and the fix as numbered marks](${chart})`,
  fr: `> Ce que Resus a mis dans le fil d’une vraie panne de son labo : une version qui ne démarre pas, sur un hôte Debian avec systemd, nginx,
> Django et PostgreSQL. Seules les adresses du labo ont été remplacées. [In English](${pages.en})`,
};

export function writeSample(locale: Locale, report: string): void {
  const [title = '', ...rest] = report.split('\n');
  writeFileSync(join(docs, pages[locale]), [title, '', notes[locale], ...rest].join('\n'));
}

export function writeChart(png: Buffer): void {
  writeFileSync(join(docs, chart), png);
}

export function readSample(locale: Locale): string {
  return readFileSync(join(docs, pages[locale]), 'utf8');
}

/** The report without the lab's addresses, which mean nothing to anybody else. */
export function withoutAddresses(report: string, hostAddress: string): string {
  return report
    .replaceAll(hostAddress, '192.0.2.5')
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+\/archives\/(\S+)/g, '<https://slack.example.test/archives/$1>');
}

/** What may not differ between the sample and what is written now: the parts, their lists and the heads of tables. */
export function shapeOf(report: string): string[] {
  const lines = report.split('\n');
  return lines.filter(
    (line, i) =>
      line.startsWith('## ') || /^\*\*\D+\*\*$/.test(line) || lines[i + 1]?.startsWith('| ---') === true,
  );
}
