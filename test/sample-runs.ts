import type { Phrase } from '#base/phrase.ts';
import type { PlannedProbe, Run, RunEvent } from '#diagnosis/events.ts';
import { runOf } from '#diagnosis/events.ts';
import type { Cause, Verdict } from '#runbooks/verdict.ts';
import type { Observation, ObservationStatus } from '#catalog/observation.ts';

const phrase = (en: string, fr: string): Phrase => ({ en, fr });

export function observation(
  probe: string,
  status: ObservationStatus,
  says: Phrase,
  host: string | undefined = 'web-1',
  quote?: string,
): Observation {
  return {
    probe,
    ...(host === '' ? {} : { host }),
    status,
    facts: { [`${probe}.seen`]: status },
    evidence: quote === undefined ? [] : [{ source: `${probe} of web-1`, text: quote }],
    says,
    tookMs: 120,
  };
}

export const probes: readonly PlannedProbe[] = [
  { probe: 'public' },
  { probe: 'process', host: 'web-1' },
  { probe: 'listening', host: 'web-1' },
  { probe: 'local', host: 'web-1' },
  { probe: 'proxy', host: 'web-1' },
  { probe: 'logs', host: 'web-1' },
  { probe: 'needs', host: 'web-1' },
];

const trace = `Traceback (most recent call last):
  File "/srv/payments/app.py", line 12, in <module>
    import psycopg
ModuleNotFoundError: No module named 'psycopg' <!channel> & more`;

const observations: readonly Observation[] = [
  observation('public', 'bad', phrase('502 in 31 ms', '502 en 31 ms'), '', 'HTTP/1.1 502 Bad Gateway'),
  observation(
    'process',
    'bad',
    phrase('failed, exit code 1, 5 restarts', 'en échec, code 1, 5 redémarrages'),
    'web-1',
    'ActiveState=failed\nSubState=failed\nExecMainStatus=1',
  ),
  observation('listening', 'bad', phrase('nothing on 127.0.0.1:8000', 'rien sur 127.0.0.1:8000')),
  observation('local', 'bad', phrase('connection refused', 'connexion refusée')),
  observation('proxy', 'ok', phrase('nginx passes to 127.0.0.1:8000', 'nginx transmet à 127.0.0.1:8000')),
  observation(
    'logs',
    'bad',
    phrase('ModuleNotFoundError: psycopg', 'ModuleNotFoundError : psycopg'),
    'web-1',
    trace,
  ),
  observation('needs.postgres', 'ok', phrase('answers in 2 ms', 'répond en 2 ms')),
  observation(
    'needs.redis',
    'unknown',
    phrase('no password in the catalog', 'pas de mot de passe au catalogue'),
  ),
];

const symptom: Cause = {
  id: 'proxy-without-upstream',
  layer: 'proxy',
  title: phrase('The proxy has nothing behind it', 'Le proxy n’a rien derrière lui'),
  headline: phrase(
    'nginx answers 502: nobody listens on 127.0.0.1:8000',
    'nginx répond 502 : personne sur 127.0.0.1:8000',
  ),
  proof: [
    { probe: 'public', source: 'GET https://api.example.test/health', quote: 'HTTP/1.1 502 Bad Gateway' },
  ],
  remedies: [],
  hosts: [],
  symptoms: [],
};

export const faulty: Verdict = {
  id: 'crash-at-start',
  layer: 'process',
  title: phrase('Crash at start', 'Plantage au démarrage'),
  headline: phrase(
    'payments-backend crashes at start: the module psycopg is missing',
    'payments-backend plante au démarrage : le module psycopg manque',
  ),
  meaning: phrase(
    'systemd gave up after 5 restarts; restarting alone will not help.',
    'systemd a renoncé après 5 redémarrages ; redémarrer seul ne servira à rien.',
  ),
  outcome: 'faulty',
  confidence: 'certain',
  provisional: false,
  changed: ['/srv/payments/requirements.txt 12 min ago'],
  affected: [phrase('users of the API', 'les utilisateurs de l’API')],
  notAffected: [phrase('data in postgres: it answers', 'données de postgres : il répond')],
  hosts: ['web-1'],
  proof: [
    { probe: 'logs', host: 'web-1', source: 'journal of payments-backend', quote: trace },
    {
      probe: 'process',
      host: 'web-1',
      source: 'systemctl show',
      quote: 'ActiveState=failed\nExecMainStatus=1',
    },
  ],
  symptoms: [symptom],
  otherCauses: [
    {
      ...symptom,
      id: 'certificate-expired',
      layer: 'edge',
      title: phrase('Certificate expired', 'Certificat expiré'),
      headline: phrase('The certificate ended yesterday', 'Le certificat a expiré hier'),
      proof: [{ probe: 'tls', source: 'api.example.test:443', quote: 'notAfter=Nov 19 23:59:59 2026 GMT' }],
    },
  ],
  warnings: [
    {
      ...symptom,
      id: 'disk-filling',
      headline: phrase('The disk is 91% full', 'Le disque est plein à 91 %'),
    },
  ],
  ruledOut: [
    {
      id: 'wrong-port',
      layer: 'proxy',
      title: phrase('Wrong port in the proxy', 'Mauvais port dans le proxy'),
      because: ['proxy.upstreamPort = 8000'],
    },
    {
      id: 'database-down',
      layer: 'dependency',
      title: phrase('Database down', 'Base de données arrêtée'),
      because: ['needs.postgres.reachable = true'],
    },
  ],
  unknown: [
    {
      probe: 'needs.redis',
      host: 'web-1',
      why: phrase('no password in the catalog', 'pas de mot de passe au catalogue'),
    },
  ],
  remedies: [
    {
      action: 'install-dependencies',
      title: phrase('Install the dependencies again', 'Réinstaller les dépendances'),
      risk: 'critical',
      commands: ['cd /srv/payments && .venv/bin/pip install -r requirements.txt'],
    },
    {
      action: 'restart',
      title: phrase('Restart payments-backend', 'Redémarrer payments-backend'),
      risk: 'high',
      commands: ['systemctl restart payments-backend'],
    },
  ],
  layers: [
    { layer: 'access', state: 'ok' },
    { layer: 'host', state: 'ok' },
    { layer: 'dependency', state: 'unknown' },
    { layer: 'configuration', state: 'ok' },
    { layer: 'code', state: 'ok' },
    { layer: 'process', state: 'bad' },
    { layer: 'port', state: 'ok' },
    { layer: 'application', state: 'ok' },
    { layer: 'proxy', state: 'bad' },
    { layer: 'edge', state: 'bad' },
    { layer: 'browser', state: 'unknown' },
    { layer: 'health', state: 'ok' },
  ],
};

export const healthy: Verdict = {
  ...faulty,
  id: 'healthy',
  headline: phrase('Payments API answers as it should', 'Payments API répond comme il faut'),
  outcome: 'healthy',
  proof: [
    {
      probe: 'public',
      source: 'GET https://api.example.test/health',
      quote: 'HTTP/1.1 200 OK\n{"status":"healthy"}',
    },
  ],
  hosts: [],
  symptoms: [],
  otherCauses: [],
  warnings: [],
  unknown: [],
  remedies: [],
  changed: [],
  affected: [],
  notAffected: [],
  layers: faulty.layers.map(({ layer }) => ({ layer, state: 'ok' })),
};
delete (healthy as { meaning?: Phrase }).meaning;

export const couldNotLook: Verdict = {
  ...healthy,
  id: 'access-lost',
  headline: phrase('web-1 cannot be reached', 'web-1 est injoignable'),
  outcome: 'could_not_look',
  confidence: 'unsure',
  proof: [
    {
      probe: 'access',
      host: 'web-1',
      source: 'ssh 192.0.2.5:22',
      quote: 'connect ECONNREFUSED 192.0.2.5:22',
    },
  ],
  unknown: [
    { probe: 'process', host: 'web-1', why: phrase('web-1 cannot be reached', 'web-1 est injoignable') },
  ],
};

export const asked: RunEvent = {
  type: 'asked',
  at: Date.UTC(2026, 10, 20, 3, 0, 0),
  service: 'api',
  trigger: { by: 'slack', actor: 'U0ROSA', channel: 'C0OPS' },
};
export const started: RunEvent = { type: 'started', at: asked.at + 20, probes };
export const observed: readonly RunEvent[] = observations.map((one, i) => ({
  type: 'observed',
  at: asked.at + 100 + i,
  observation: one,
}));
export function concluded(verdict: Verdict): RunEvent {
  return { type: 'concluded', at: asked.at + 900, verdict, tookMs: 880 };
}

export function sampleRun(...events: readonly RunEvent[]): Run {
  const run = runOf('run-0123456789ab', [asked, ...events]);
  if (run === undefined) throw new Error('a sample run must exist');
  return run;
}
