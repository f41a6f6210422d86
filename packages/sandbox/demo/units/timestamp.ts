export type TimestampStyle = 'pretty' | 'unix' | 'us' | 'us+utc' | 'utc';

/** A point in time as `systemctl --timestamp=` prints it; the demo's host lives in UTC. Empty when it never happened. */
export function formatTimestamp(atUs: number, style: TimestampStyle): string {
  if (atUs === 0) return '';
  if (style === 'unix') return `@${Math.floor(atUs / 1e6)}`;
  const iso = new Date(atUs / 1_000).toISOString();
  const weekday = new Date(atUs / 1_000).toLocaleDateString('en-US', { weekday: 'short', timeZone: 'UTC' });
  const fraction = style.startsWith('us') ? `.${String(atUs % 1e6).padStart(6, '0')}` : '';
  return `${weekday} ${iso.slice(0, 10)} ${iso.slice(11, 19)}${fraction} UTC`;
}

/** `5s ago`, `2min 3s ago`: the coarse ages of `systemctl status`. */
export function formatAge(sinceUs: number, nowUs: number): string {
  const seconds = Math.max(0, Math.floor((nowUs - sinceUs) / 1e6));
  if (seconds < 60) return `${seconds}s ago`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}min ${seconds % 60}s ago`;
  return `${Math.floor(seconds / 3_600)}h ${Math.floor(seconds / 60) % 60}min ago`;
}
