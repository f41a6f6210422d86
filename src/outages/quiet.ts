import type { Catalog } from '#services/catalog.ts';
import type { Maintenance } from '#services/outages.ts';

const dayMs = 86_400_000;
const weekMs = 7 * dayMs;
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** Until when a service is under maintenance, by its own windows or everyone's; undefined when it is not now. */
export function maintenanceUntil(
  { maintenance, services }: Pick<Catalog, 'maintenance' | 'services'>,
  service: string,
  now: number,
): number | undefined {
  const windows = [...maintenance, ...(services[service]?.maintenance ?? [])];
  const ends = windows.flatMap((window) => endOf(window, now) ?? []);
  return ends.length === 0 ? undefined : Math.max(...ends);
}

function endOf(window: Maintenance, now: number): number | undefined {
  if ('from' in window) {
    const to = Date.parse(window.to);
    return now >= Date.parse(window.from) && now < to ? to : undefined;
  }
  const [hours = 0, minutes = 0] = window.at.split(':').map(Number);
  const local = localTime(now, window.zone);
  const ends = window.on.flatMap((day) => {
    const startMs = days.indexOf(day) * dayMs + (hours * 60 + minutes) * 60_000;
    const sinceMs = (((local - startMs) % weekMs) + weekMs) % weekMs;
    return sinceMs < window.for ? [now + window.for - sinceMs] : [];
  });
  return ends.length === 0 ? undefined : Math.max(...ends);
}

/** Milliseconds since the local Sunday began. */
function localTime(now: number, zone: string): number {
  const parts = new Map(
    Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
      .formatToParts(now)
      .map(({ type, value }) => [type, value]),
  );
  const day = days.findIndex((name) => name === parts.get('weekday')?.toLowerCase());
  const ms = (Number(parts.get('hour')) * 60 + Number(parts.get('minute'))) * 60_000;
  return day * dayMs + ms + (now % 60_000);
}
