import type { Catalog } from '#catalog/catalog.ts';
import type { Maintenance } from '#catalog/outages.ts';

const dayMs = 86_400_000;
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
  const [hour = 0, minute = 0] = window.at.split(':').map(Number);
  const wallMs = wallClock(window.zone);
  const today = Math.floor(wallMs(now) / dayMs) * dayMs;
  // As long as one lasts, it may have begun that many days ago.
  const begun = Array.from({ length: Math.ceil(window.for / dayMs) + 1 }, (_, ago) => today - ago * dayMs);
  const ends = begun.flatMap((day) => {
    if (!window.on.some((name) => name === days[new Date(day).getUTCDay()])) return [];
    const start = momentOf(day + (hour * 60 + minute) * 60_000, wallMs);
    return now >= start && now < start + window.for ? [start + window.for] : [];
  });
  return ends.length === 0 ? undefined : Math.max(...ends);
}

/**
 * When clocks of a zone show this. Where they show it twice, the first time; where they leave it out, as much later as they
 * jump.
 */
function momentOf(wall: number, wallMs: (at: number) => number): number {
  const before = wall - (wallMs(wall - dayMs) - (wall - dayMs));
  const after = wall - (wallMs(wall + dayMs) - (wall + dayMs));
  const shown = [before, after].filter((at) => wallMs(at) === wall);
  return shown.length === 0 ? before : Math.min(...shown);
}

/** The wall clock of a zone, as if it were UTC. */
function wallClock(zone: string): (at: number) => number {
  const format = Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  });
  return (at) => {
    const shown = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => shown.get(type) ?? 0;
    const time = Date.UTC(
      part('year'),
      part('month') - 1,
      part('day'),
      part('hour'),
      part('minute'),
      part('second'),
    );
    return time + (at % 1000);
  };
}
