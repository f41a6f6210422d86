import type { Signature } from './signature.ts';

/** Redis as its clients see it. */
export const redisSignatures: readonly Signature[] = [
  {
    id: 'redis-unreachable',
    level: 'root',
    re: /(?:ECONNREFUSED [\d.:a-f[\]]+:6379|Redis initialization failed|Error 111 connecting to [^ ]+:6379|redis\.exceptions\.ConnectionError(?!: max number)|MaxRetriesPerRequestError|Redis connection to .* failed)/,
  },
  {
    id: 'redis-auth',
    level: 'root',
    re: /\b(?:NOAUTH\b|redis\.exceptions\.AuthenticationError|WRONGPASS\b|ERR AUTH|invalid username-password pair|ERR invalid password)/,
  },
  { id: 'redis-oom', level: 'root', re: /OOM command not allowed when used memory > 'maxmemory'/ },
  {
    id: 'redis-state',
    level: 'root',
    re: /\b(?:LOADING Redis is loading|MISCONF Redis is configured|READONLY You can't write|ReadOnlyError: You can't write|max number of clients reached)/,
  },
];
