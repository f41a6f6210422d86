/** The place of a message, as the outbox knows it. */
export type StandsAt = { readonly channel: string; readonly ts: string; readonly threadTs?: string };

/** The address that chat.getPermalink would give; made here, since fifty lines of a home tab would be fifty calls. */
export function permalink(teamUrl: string, { channel, ts, threadTs }: StandsAt): string {
  const base = `${teamUrl.replace(/\/$/, '')}/archives/${channel}/p${ts.replace('.', '')}`;
  return threadTs === undefined ? base : `${base}?thread_ts=${threadTs}&cid=${channel}`;
}
