import type { GenericMapping } from '#catalog/alerts.ts';
import { linkOf, momentOf, type ReadAlerts, severityOf, textAt } from './alert.ts';

const longestFingerprint = 200;

function refuse(reason: string): ReadAlerts {
  return { ok: false, reason };
}

/** Any JSON object, read by the paths that the catalog gives for it. */
export function readGenericAlerts(body: unknown, now: number, mapping: GenericMapping): ReadAlerts {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return refuse('the body: expected an object');
  const word = textAt(body, mapping.state_from);
  if (word === undefined) return refuse(`${mapping.state_from}: there is no text, number or boolean`);
  const isDown = mapping.down.includes(word);
  if (!isDown && !mapping.up.includes(word))
    return refuse(
      `${mapping.state_from}: expected ${[...mapping.down, ...mapping.up].join(', ')} (alerts.generic.down and .up)`,
    );
  const optional = (path: string | undefined): string | undefined =>
    path === undefined ? undefined : textAt(body, path);
  const began = optional(mapping.starts_from);
  const startsAt = began === undefined ? undefined : momentOf(began, now);
  if (mapping.starts_from !== undefined && startsAt === undefined)
    return refuse(`${mapping.starts_from}: expected a time such as 2026-11-21T07:30:00Z, or unix seconds`);
  const fingerprint = textAt(body, mapping.fingerprint_from ?? mapping.service_from);
  // Without a service it is refused later, with the closest names.
  if (fingerprint === undefined && mapping.fingerprint_from !== undefined)
    return refuse(`${mapping.fingerprint_from}: there is no text or number`);
  if ((fingerprint ?? '').length > longestFingerprint)
    return refuse(
      `${mapping.fingerprint_from ?? mapping.service_from}: longer than ${longestFingerprint} characters`,
    );
  const title = optional(mapping.title_from) ?? `${mapping.state_from} = ${word}`;
  return {
    ok: true,
    alerts: [
      {
        fingerprint: fingerprint ?? '',
        state: isDown ? 'down' : 'up',
        ...(startsAt === undefined ? {} : { startsAt }),
        title,
        ...severityOf(optional(mapping.severity_from)),
        ...linkOf(optional(mapping.link_from)),
        fields: body,
      },
    ],
  };
}
