import type { Signatures } from '#base/log-signatures.ts';
import type { NeedKind } from '#catalog/need.ts';

/** What one conversation with a need told. Absent: it did not come to that. */
export type Heard = {
  readonly address?: string;
  readonly outcome?: string;
  readonly reachable?: boolean;
  readonly answers?: boolean;
  readonly authenticated?: boolean;
  readonly signature?: string;
  readonly error?: string;
  readonly version?: string;
  readonly full?: boolean;
  readonly writable?: boolean;
  readonly connections?: number;
  readonly maxConnections?: number;
  readonly quote?: string;
};

export function hear(kind: NeedKind, text: string, gaveUp: boolean, signatures: Signatures): Heard {
  const at = /^resus-address (\S+)$/m.exec(text)?.[1];
  if (at === undefined) return {};
  const address = { address: at };
  const [, nc, words = ''] = /^resus-nc (\d+) ?(.*)$/m.exec(text) ?? [];
  if (nc === '127') return address;
  if (nc !== undefined)
    return {
      ...address,
      reachable: nc === '0',
      outcome: nc === '0' ? 'up' : /timed out/i.test(words) ? 'timed_out' : 'refused',
      quote: `nc ${at}: exit ${nc} ${words}`.trim(),
    };
  const said = text
    .slice(text.indexOf(at) + at.length)
    .replace(/^resus-\w+$\n?/gm, '')
    .trim();
  if (!/^resus-open$/m.test(text)) {
    const outcome = /refused|refusée/i.test(said)
      ? 'refused'
      : /not known|name resolution|inconnu|résolution|No address associated|Temporary failure/i.test(said)
        ? 'unresolved'
        : /unreachable|No route/i.test(said)
          ? 'unreachable'
          : 'timed_out';
    const error = said.split('\n')[0]?.replace(/^\S+: (?:line \d+: )?/, '') ?? '';
    return {
      ...address,
      reachable: false,
      outcome,
      quote: said || `no connection in time to ${at}`,
      ...(error === '' ? {} : { error }),
    };
  }
  const reading = readers[kind]?.(said, signatures) ?? { answers: undefined };
  const silent = reading.answers === undefined && (kind === 'tcp' || said === '');
  if (kind === 'tcp' || (/^resus-tls$/m.test(text) && reading.answers !== true))
    return { ...address, reachable: true, outcome: 'up', quote: `connected to ${at}` };
  if (silent || reading.answers === undefined)
    return {
      ...address,
      reachable: true,
      answers: false,
      outcome: gaveUp || said === '' ? 'no_answer' : 'not_understood',
      quote: said || `connected to ${at}, no answer in time`,
    };
  const { answers, ...rest } = reading;
  return { ...address, reachable: true, answers, quote: said.slice(0, 500), ...rest };
}

type Reading = Omit<Heard, 'answers'> & { readonly answers: boolean | undefined };

const readers: Readonly<Partial<Record<NeedKind, (said: string, signatures: Signatures) => Reading>>> = {
  redis: readRedis,
  postgres: readPostgres,
  mysql: readMysql,
  rabbitmq: (said) => ({
    answers: /greeting .*(?:RabbitMQ|AMQP|product)/s.test(said) ? true : undefined,
    outcome: 'up',
  }),
  mongodb: (said) => ({
    answers: /greeting .*(?:isWritablePrimary|maxBsonObjectSize|helloOk)/s.test(said) ? true : undefined,
    outcome: 'up',
  }),
};

function readRedis(said: string): Reading {
  const auth = /^auth (.*)$/m.exec(said)?.[1]?.trim();
  const ping = /^ping (.*)$/m.exec(said)?.[1]?.trim() ?? '';
  const info = (name: string): string | undefined =>
    new RegExp(`^${name}:(.*)$`, 'm').exec(said)?.[1]?.trim();
  const number = (name: string): number | undefined =>
    info(name) === undefined ? undefined : Number(info(name));
  if (ping === '') return { answers: undefined };
  const refusal = [auth ?? '', ping].find((line) =>
    /^-(?:NOAUTH|WRONGPASS|ERR (?:AUTH|invalid|max number)|LOADING|MISCONF|NOPERM)/.test(line),
  );
  if (ping.startsWith('-LOADING'))
    return { answers: false, outcome: 'starting', signature: 'redis-state', error: ping };
  if (ping.startsWith('-ERR max number of clients'))
    return { answers: false, outcome: 'full', full: true, signature: 'redis-state', error: ping };
  // No password was known to us: it lives, and whether the service's own password is right is not known.
  if (ping.startsWith('-NOAUTH') && auth === undefined) return { answers: true, outcome: 'up' };
  if (refusal !== undefined && !/ERR AUTH.*without any password/.test(refusal))
    return {
      answers: true,
      authenticated: false,
      outcome: 'auth_failed',
      signature: 'redis-auth',
      error: refusal,
    };
  if (!ping.startsWith('+PONG')) return { answers: false, outcome: 'error', error: ping };
  const used = number('used_memory') ?? 0;
  const limit = number('maxmemory') ?? 0;
  const full = limit > 0 && used >= limit && info('maxmemory_policy') === 'noeviction';
  const stuck = info('rdb_last_bgsave_status') === 'err' || info('aof_last_write_status') === 'err';
  const replica = info('role') === 'slave';
  const version = info('redis_version');
  const connections = number('connected_clients');
  const maxConnections = number('maxclients');
  return {
    answers: true,
    ...(auth?.startsWith('+OK') === true ? { authenticated: true } : {}),
    outcome: full ? 'memory_full' : stuck ? 'cannot_save' : replica ? 'replica' : 'up',
    full,
    writable: !full && !stuck && !replica,
    ...(full ? { signature: 'redis-oom' } : stuck || replica ? { signature: 'redis-state' } : {}),
    ...(version === undefined ? {} : { version }),
    ...(connections === undefined ? {} : { connections }),
    ...(maxConnections === undefined ? {} : { maxConnections }),
  };
}

function readPostgres(said: string, signatures: Signatures): Reading {
  const selected = /^resus-select (\d+) (\d+)$/m.exec(said);
  if (selected !== null)
    return {
      answers: true,
      authenticated: true,
      outcome: 'up',
      maxConnections: Number(selected[1]),
      connections: Number(selected[2]),
    };
  const reply = /^startup (.*)$/ms.exec(said)?.[1] ?? '';
  // R: the server wants authentication; it does not say yet whether the database exists.
  if (reply.startsWith('R')) return { answers: true, outcome: 'up' };
  const message = /(?:FATAL|ERREUR|error|FATALE?)[^a-zA-Z]*:?\s*(.+)/s.exec(said)?.[1] ?? said;
  const matched = signatures.match(said.replaceAll('\n', ' '));
  const found = matched?.layer === 'dependency' && matched.level === 'root' ? matched : undefined;
  if (found === undefined)
    return { answers: reply === '' ? undefined : true, outcome: reply === '' ? 'no_answer' : 'up' };
  const error = message.replaceAll(/\s+/g, ' ').slice(0, 200);
  const outcome =
    found.id === 'db-auth-pg'
      ? 'auth_failed'
      : found.id === 'db-name-pg'
        ? 'no_database'
        : found.id === 'db-too-many-conn'
          ? 'full'
          : found.id === 'db-starting'
            ? 'starting'
            : 'error';
  // Without the service's own login a refusal of ours proves only that it lives.
  if (reply !== '' && (outcome === 'auth_failed' || outcome === 'no_database'))
    return { answers: true, outcome: 'up' };
  return {
    answers: outcome === 'auth_failed' || outcome === 'no_database',
    ...(outcome === 'auth_failed' || outcome === 'no_database' ? { authenticated: false } : {}),
    ...(outcome === 'full' ? { full: true } : {}),
    outcome,
    signature: found.id,
    error,
  };
}

function readMysql(said: string): Reading {
  const greeting = /^greeting (.*)$/ms.exec(said)?.[1] ?? '';
  const version = /(\d+\.\d+\.\d+[\w.-]*)/.exec(greeting)?.[1];
  if (/Too many connections/.test(greeting))
    return { answers: false, outcome: 'full', full: true, error: 'Too many connections' };
  if (/is blocked because of many connection errors|is not allowed to connect/.test(greeting))
    return {
      answers: true,
      authenticated: false,
      outcome: 'auth_failed',
      signature: 'mysql-auth',
      error: greeting
        .replaceAll(/[^\x20-\x7E]+/g, ' ')
        .trim()
        .slice(0, 200),
    };
  return version === undefined ? { answers: undefined } : { answers: true, outcome: 'up', version };
}
