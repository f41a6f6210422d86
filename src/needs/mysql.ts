import { z } from 'zod';
import { needFields } from '#catalog/need.ts';
import { mysqlLogin } from './mysql-login.ts';
import { defineNeed, type Reading } from './need-kind.ts';

export const mysql = defineNeed({
  id: 'mysql',
  schema: z.strictObject({ ...needFields, database: z.string().optional() }),
  examples: [{ url: 'env:DATABASE_URL' }, { address: '127.0.0.1:3306', database: 'shop' }],
  port: 3306,
  usualUnit: 'mysql',
  unreachable: 'mysql-unreachable',
  talk: mysqlLogin,
  read: readMysql,
});

function readMysql(said: string): Reading {
  const greeting = /^greeting (.*)$/m.exec(said)?.[1] ?? '';
  const version = /(\d+\.\d+\.\d+[\w.-]*)/.exec(greeting)?.[1];
  const told = version === undefined ? {} : { version };
  const [, code = '', words = ''] = /^login error (\d+) (.*)$/m.exec(said) ?? [];
  // The words begin with the SQL state: `#28000Access denied for user …`.
  const error = words.replace(/^#\w{5}/, '').slice(0, 200);
  const refused = mysqlRefusals[code];
  if (refused !== undefined) return { ...told, ...refused, error };
  if (code !== '') return { answers: false, outcome: 'error', error };
  if (/^login ok$/m.test(said)) return { answers: true, authenticated: true, outcome: 'up', ...told };
  return version === undefined ? { answers: undefined } : { answers: true, outcome: 'up', ...told };
}

const noLogin = {
  answers: true,
  authenticated: false,
  outcome: 'auth_failed',
  signature: 'mysql-auth',
} as const;

/** Error codes of the MySQL protocol, by what they mean for a service that must get in. */
const mysqlRefusals: Readonly<Record<string, Reading>> = {
  '1045': noLogin,
  '1044': noLogin,
  '1129': noLogin,
  '1130': noLogin,
  '1049': { answers: true, authenticated: false, outcome: 'no_database', signature: 'mysql-name' },
  '1040': { answers: false, outcome: 'full', full: true },
  '1203': { answers: false, outcome: 'full', full: true },
  '1226': { answers: false, outcome: 'full', full: true },
};
