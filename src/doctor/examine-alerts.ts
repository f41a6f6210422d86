import { safeMessage } from '#base/errors.ts';
import { alertEndpoints, type AlertsConfig } from '#catalog/alerts.ts';
import type { Finding } from './examine-setup.ts';
import { readReference } from '#secrets/read-reference.ts';

/** Whoever finds it out can call people at night; a random one is never shorter. */
const shortestSecret = 16;

/** Whether each endpoint of the catalog could admit anyone, asked of the environment of this process. */
export async function examineAlerts(alerts: AlertsConfig): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const endpoint of alertEndpoints) {
    const config = alerts[endpoint];
    if (config === undefined) continue;
    const about = `alerts.${endpoint}`;
    const reference = config.token ?? config.hmac;
    if (reference === undefined) {
      findings.push({ ok: false, about, says: 'is off, since it has no secret: set token: or hmac:' });
      continue;
    }
    try {
      const { length } = (await readReference(reference)).trim();
      const how = config.token === undefined ? 'a signature' : 'a token';
      findings.push(
        length < shortestSecret
          ? { ok: false, about, says: `its secret is shorter than ${shortestSecret} characters` }
          : { ok: true, about, says: `POST /alerts/${endpoint} with ${how}` },
      );
    } catch (error) {
      findings.push({ ok: false, about, says: safeMessage(error) });
    }
  }
  return findings;
}
