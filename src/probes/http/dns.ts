import { neverPublic } from './public.ts';
import { defineProbe } from '../probe.ts';
import { known, notSeen, quoted } from '../make-observation.ts';

/** Does the public name resolve, and to the origin the catalog names? */
export const dns = defineProbe({
  id: 'dns',
  title: { en: 'DNS', fr: 'DNS' },
  scope: 'outside',
  usualMs: 30,
  facts: {
    name: 'string',
    resolves: 'boolean',
    addresses: 'list',
    code: 'string',
    pointsToOrigin: 'boolean',
  },
  asks: ({ service }) => {
    const name = service.public === undefined ? undefined : new URL(service.public.url).hostname;
    // With the origin's address given, a name that cannot be in public DNS is a name for us only.
    if (name === undefined || isAddress(name) || (service.public?.resolve !== undefined && neverPublic(name)))
      return undefined;
    return { answer: { via: 'dns', name, timeoutMs: 3_000 } };
  },
  read: ({ answer }, { service }) => {
    const name = new URL(service.public?.url ?? 'http://localhost').hostname;
    const origin = service.public?.resolve;
    if (answer.outcome === 'answered') {
      const { addresses } = answer;
      const resolves = addresses.length > 0;
      return {
        probe: 'dns',
        status: resolves ? 'ok' : 'bad',
        facts: known({
          name,
          resolves,
          addresses,
          // A CDN stands between when it does not: no fault by itself.
          pointsToOrigin: origin === undefined || !resolves ? undefined : addresses.includes(origin),
        }),
        evidence: [
          quoted(
            `DNS ${name}`,
            addresses.join(', ') || 'no address',
            'resolves',
            'addresses',
            'pointsToOrigin',
          ),
        ],
        says: resolves
          ? { en: '{name} is {addresses}', fr: '{name} est {addresses}', with: { name, addresses } }
          : { en: '{name} has no address', fr: '{name} n’a pas d’adresse', with: { name } },
      };
    }
    if (answer.outcome !== 'failed')
      return notSeen('dns', { en: 'could not look', fr: 'impossible d’y regarder' });
    // Only a definite "there is no such name" is a fault of the name; SERVFAIL and timeouts may be our resolver's.
    const definite = ['ENOTFOUND', 'ENODATA', 'NXDOMAIN'].includes(answer.code);
    return {
      probe: 'dns',
      status: definite ? 'bad' : 'unknown',
      facts: known({ name, code: answer.code, resolves: definite ? false : undefined }),
      evidence: [quoted(`DNS ${name}`, answer.code, 'resolves', 'code')],
      says: {
        en: '{name} does not resolve ({code})',
        fr: '{name} ne se résout pas ({code})',
        with: { name, code: answer.code },
      },
    };
  },
});

function isAddress(name: string): boolean {
  return /^[\d.]+$/.test(name) || name.startsWith('[');
}
