import { panelAgent, panelPatienceMs } from '@resus/sandbox/demo/health.ts';
import type { LabHost } from '#test/lab/lab.ts';
import { type Gave, visit } from '#test/lab/visit.ts';

const reasons: Readonly<Record<string, string>> = {
  refused: 'refuses connections',
  timeout: `gives no answer in ${panelPatienceMs} ms`,
  reset: 'breaks the connection',
  unreachable: 'cannot be reached',
  tls: 'fails at TLS',
  other: 'cannot be asked',
};

/** Why users of these URLs are not served, in a few words; undefined when they are. */
export async function findComplaint(host: LabHost, urls: readonly string[]): Promise<string | undefined> {
  const headers = { 'user-agent': panelAgent };
  const visits = urls.map(async (url) => {
    const { gave } = await visit(host, url, { headers, timeoutMs: panelPatienceMs });
    return gave === 200 ? undefined : `${new URL(url).pathname} ${describe(gave)}`;
  });
  return (await Promise.all(visits)).find((complaint) => complaint !== undefined);
}

function describe(gave: Gave): string {
  return typeof gave === 'number' ? `answers ${gave}` : (reasons[gave] ?? gave);
}
