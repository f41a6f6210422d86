import type { Catalog } from '#services/catalog.ts';

/** Services whose outages would stand in no channel, so that nobody reads of them. */
export function toldNowhere({ services, slack, alerts }: Catalog): string[] {
  if (slack.channel !== undefined) return [];
  const hasAlerts = Object.values(alerts).some((one) => one !== undefined);
  return Object.values(services)
    .filter(({ channel }) => channel === undefined)
    .filter(({ watch, monitors }) => hasAlerts || watch !== undefined || monitors.length > 0)
    .map(({ name }) => name);
}

/** The same as one line for people, or none. */
export function toldNowhereLines(catalog: Catalog): string[] {
  const names = toldNowhere(catalog);
  if (names.length === 0) return [];
  return [
    `no channel hears of outages of ${names.join(', ')}: set slack.channel, or \`channel\` of the service`,
  ];
}
