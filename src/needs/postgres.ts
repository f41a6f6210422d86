import { z } from 'zod';
import type { Signatures } from '#base/log-signatures.ts';
import { needFields } from '#catalog/need.ts';
import { connect, defineNeed, type Reading } from './need-kind.ts';

/** With a password a real login; without, the start of one: the server answers with a request for it, or says why not. */
const conversation = `if [ -n "$RW" ] && command -v psql >/dev/null; then d() { p=\${1//%/\\\\x}; printf %b "$p"; }; (exec 3<>/dev/tcp/$0/$1) || exit 7; echo resus-open; PGCONNECT_TIMEOUT=2 PGPASSWORD=$(d "$RW") psql -XAtqw -h "$0" -p "$1" -U "$(d "$RU")" -d "\${RD:-postgres}" -c "select 'resus-select '||current_setting('max_connections')||' '||(select count(*) from pg_stat_activity)" 2>&1; else ${connect}
u=\${RU:-postgres}; b=\${RD:-$u}; n=$((4+4+5+\${#u}+1+9+\${#b}+1+1)); printf "$(printf '\\\\x%02x\\\\x%02x\\\\x%02x\\\\x%02x' 0 0 $((n/256)) $((n%256)))\\0\\3\\0\\0user\\0%s\\0database\\0%s\\0\\0" "$u" "$b" >&3; echo "startup $(once | tr '\\0' ' ')"; fi`;

export const postgres = defineNeed({
  id: 'postgres',
  schema: z.strictObject({ ...needFields, database: z.string().optional(), user: z.string().optional() }),
  examples: [
    { url: 'env:DATABASE_URL' },
    { unit: 'postgresql@15-main', database: 'payments', user: 'payments' },
  ],
  port: 5432,
  usualUnit: 'postgresql',
  unreachable: 'db-unreachable-pg',
  conversation,
  read: readPostgres,
  database: ({ database, user, docker }) =>
    database === undefined || docker !== undefined ? undefined : { name: database, user: user ?? database },
});

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
