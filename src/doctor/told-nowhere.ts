import type { Catalog } from '#catalog/catalog.ts';

/** A line for people when outages of some services would stand in no channel, so that nobody reads of them. */
export function servicesWithoutChannelLines({ services, slack, alerts }: Catalog): string[] {
  if (slack.channel !== undefined) return [];
  const hasAlerts = Object.values(alerts).some((one) => one !== undefined);
  const names = Object.values(services)
    .filter(({ channel }) => channel === undefined)
    .filter(({ watch, monitors }) => hasAlerts || watch !== undefined || monitors.length > 0)
    .map(({ name }) => name);
  if (names.length === 0) return [];
  return [
    `no channel hears of outages of ${names.join(', ')}: set slack.channel, or \`channel\` of the service`,
  ];
}
