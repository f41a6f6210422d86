import { z } from 'zod';
import { needFields } from '#catalog/need.ts';
import { defineNeed, type Reading } from './need-kind.ts';

export const mysql = defineNeed({
  id: 'mysql',
  schema: z.strictObject({ ...needFields, database: z.string().optional() }),
  examples: [{ url: 'env:DATABASE_URL' }, { address: '127.0.0.1:3306', database: 'shop' }],
  port: 3306,
  usualUnit: 'mysql',
  unreachable: 'mysql-unreachable',
  talk: `echo "greeting $(once | tr '\\0' ' ')"`,
  read: readMysql,
});

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
