const spanUs: Record<string, number> = {
  s: 1e6,
  sec: 1e6,
  m: 6e7,
  min: 6e7,
  minute: 6e7,
  h: 3.6e9,
  hour: 3.6e9,
  d: 8.64e10,
  day: 8.64e10,
};

/** `--since` in the forms of systemd.time(7) that are in use: `@epoch`, `-10min`, `5 min ago`, a date and time in UTC. */
export function parseTime(text: string, nowUs: number): number | undefined {
  const epoch = /^@(\d+(?:\.\d+)?)$/.exec(text);
  if (epoch?.[1]) return Math.round(Number(epoch[1]) * 1e6);
  const span = /^-\s*(\d+)\s*([a-z]+?)s?$/.exec(text) ?? /^(\d+)\s*([a-z]+?)s? ago$/.exec(text);
  const unitUs = spanUs[span?.[2] ?? ''];
  if (span?.[1] && unitUs) return nowUs - Number(span[1]) * unitUs;
  if (text === 'now') return nowUs;
  const midnightMs = Math.floor(nowUs / 8.64e10) * 8.64e7;
  if (text === 'today') return midnightMs * 1_000;
  if (text === 'yesterday') return (midnightMs - 8.64e7) * 1_000;
  const date = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?))?(?: UTC|Z)?$/.exec(text);
  const atMs = date ? Date.parse(`${date[1]}T${date[2] ?? '00:00'}Z`) : Number.NaN;
  return Number.isNaN(atMs) ? undefined : atMs * 1_000;
}
