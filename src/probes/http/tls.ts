import type { TlsAnswer } from '#catalog/ask.ts';
import { defineProbe, type Seen } from '../probe.ts';
import { known, notSeen, quoted } from '../make-observation.ts';

const dayMs = 86_400_000;
/** Let's Encrypt renews thirty days before the end: a week left means that renewal has been failing for weeks. */
const soonDays = 7;

/** The certificate of the public name: dates, names, chain. */
export const tls = defineProbe({
  id: 'tls',
  title: { en: 'Certificate', fr: 'Certificat' },
  scope: 'outside',
  usualMs: 80,
  facts: {
    outcome: 'string',
    trusted: 'boolean',
    problem: 'string',
    expired: 'boolean',
    notYetValid: 'boolean',
    expiresInDays: 'number',
    expiresSoon: 'boolean',
    nameMatches: 'boolean',
    selfSigned: 'boolean',
    proxyDefault: 'boolean',
    issuer: 'string',
    subject: 'string',
    altNames: 'list',
    validTo: 'number',
    protocol: 'string',
  },
  asks: ({ service }) => {
    const { public: at } = service;
    const url = at === undefined ? undefined : new URL(at.url);
    if (at === undefined || url?.protocol !== 'https:') return undefined;
    return {
      answer: {
        via: 'tls',
        host: url.hostname.replaceAll(/[[\]]/g, ''),
        port: Number(url.port || 443),
        timeoutMs: 5_000,
        ...(at.resolve === undefined ? {} : { resolve: at.resolve }),
      },
    };
  },
  read: ({ answer }, { service, now }) => see(answer, service.public?.ca !== undefined, now),
});

function see(answer: TlsAnswer, ownAuthority: boolean, now: number): Seen {
  if (answer.outcome === 'failed') {
    return {
      probe: 'tls',
      status: 'bad',
      facts: { outcome: answer.failure, trusted: false },
      evidence: [quoted('TLS', answer.detail || answer.failure, 'outcome', 'trusted')],
      says: {
        en: 'no TLS connection: {detail}',
        fr: 'pas de connexion TLS : {detail}',
        with: { detail: answer.detail || answer.failure },
      },
    };
  }
  if (answer.outcome !== 'answered')
    return notSeen('tls', { en: 'could not look', fr: 'impossible d’y regarder' });
  const { validFrom, validTo, subject, issuer, altNames, problem, protocol } = answer;
  const days = Math.floor((validTo - now) / dayMs);
  const expired = validTo <= now;
  // A private authority is no problem for a service whose catalog entry names it.
  const chain = /SELF_SIGNED|UNABLE_TO|UNTRUSTED/.test(problem ?? '');
  const trusted = problem === undefined || (ownAuthority && chain);
  const facts = known({
    outcome: 'answered',
    trusted,
    problem,
    expired,
    notYetValid: validFrom > now,
    expiresInDays: days,
    expiresSoon: !expired && days < soonDays,
    nameMatches: problem !== 'ERR_TLS_CERT_ALTNAME_INVALID',
    selfSigned: /SELF_SIGNED/.test(problem ?? ''),
    proxyDefault: /TRAEFIK DEFAULT CERT|Kubernetes Ingress|Caddy Local Authority/.test(
      `${issuer} ${subject}`,
    ),
    issuer,
    subject,
    altNames: altNames.slice(0, 20),
    validTo,
    protocol,
  });
  const shown = [
    `subject ${subject}, issuer ${issuer}`,
    `valid until ${new Date(validTo).toISOString()}`,
    `names ${altNames.slice(0, 8).join(', ')}`,
    ...(problem === undefined ? [] : [problem]),
  ].join('\n');
  return {
    probe: 'tls',
    status: trusted && !expired ? 'ok' : 'bad',
    facts,
    evidence: [
      quoted(
        'TLS certificate',
        shown,
        'trusted',
        'problem',
        'expired',
        'notYetValid',
        'expiresInDays',
        'expiresSoon',
        'nameMatches',
        'selfSigned',
        'proxyDefault',
        'issuer',
        'subject',
        'altNames',
        'validTo',
      ),
    ],
    says: expired
      ? {
          en: 'the certificate expired {days} days ago',
          fr: 'le certificat a expiré il y a {days} jours',
          with: { days: -days },
        }
      : trusted
        ? {
            en: 'the certificate is valid for {days} days',
            fr: 'le certificat est valide {days} jours',
            with: { days },
          }
        : {
            en: 'the certificate is not trusted: {problem}',
            fr: 'le certificat n’est pas reconnu : {problem}',
            with: { problem },
          },
  };
}
