import { type Line, line, verdict } from './line.ts';
import { crashed, crashedSaying, justDeployed, proxyFails } from './saw.ts';

const redisDown = {
  'needs.redis': { kind: 'redis', up: false, outcome: 'refused', address: '127.0.0.1:6379' },
};

/** System E: what its guide concludes. */
export const concludesE: readonly Line[] = [
  line(
    'E.V1',
    'an import error took the whole API down',
    verdict('uvi-app-load', crashedSaying('uvi-app-load')),
    verdict('backend-crashed', crashedSaying('py-import-name'), 'symptom'),
    { affected: ['API: users get no service (502)'], saw: crashedSaying('py-import-name') },
  ),
  line(
    'E.V2',
    'a model is not exported',
    verdict('py-import-name', crashedSaying('py-import-name', 'Basket')),
  ),
  line(
    'E.V3',
    'a path that does not exist is imported',
    verdict('py-module-missing', crashedSaying('py-module-missing', 'storefront.core.live')),
  ),
  line(
    'E.V4',
    'a name that does not exist',
    verdict('py-import-name', crashedSaying('py-import-name', 'LiveFeed')),
  ),
  line(
    'E.V5',
    'several causes at once',
    verdict('redis-unreachable', [...crashedSaying('py-import-name'), redisDown]),
    verdict('py-import-name', [...crashedSaying('py-import-name'), redisDown], 'other'),
  ),
  line(
    'E.V6',
    'why: deployed without trying the imports',
    verdict('deployed-unchecked', [...crashedSaying('py-import-name', 'Basket'), justDeployed], 'warning'),
  ),
  line(
    'E.V7',
    'another Python than wanted',
    verdict('py-version', [
      ...crashed,
      { runtime: { pythonMatches: false, python: '3.11.2', pythonWanted: '3.12' } },
    ]),
  ),
  line(
    'E.V8',
    'the database cannot be reached',
    verdict('db-unreachable-pg', crashedSaying('db-unreachable-pg')),
  ),
  line(
    'E.V9',
    'Redis cannot be reached',
    verdict('redis-unreachable', crashedSaying('redis-unreachable')),
    verdict('redis-unreachable', [...crashed, redisDown]),
  ),
  line(
    'E.V10',
    'nginx is at fault',
    verdict('proxy-down', [...proxyFails, { proxy: { active: false } }]),
    verdict('proxy-misconfigured', proxyFails),
  ),
  line(
    'E.V11',
    'who was affected and who was not, data included',
    {
      affected: ['API: users get no service (502)', 'login does not work'],
      saw: [...crashedSaying('py-import-name'), { 'checks.login': { passed: false, outcome: 'refused' } }],
    },
    {
      notAffected: ['frontend is up (200)', 'workers run (worker)', 'data in postgres: it answers'],
      saw: [
        ...crashedSaying('py-import-name'),
        { 'related.frontend': { alive: true, status: 200 } },
        { 'needs.worker': { kind: 'worker', up: true }, 'needs.postgres': { kind: 'postgres', up: true } },
      ],
    },
  ),
  line('E.V12', 'healthy', verdict('healthy', [])),
];
