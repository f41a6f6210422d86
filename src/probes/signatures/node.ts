import type { Signature } from './signature.ts';

/** Node at start. */
export const nodeSignatures: readonly Signature[] = [
  {
    id: 'node-module-missing',
    level: 'root',
    re: /Error(?: \[ERR_MODULE_NOT_FOUND\])?: Cannot find (?:module|package) ['"]([^'"]+)/,
  },
  { id: 'node-no-script', level: 'root', re: /npm (?:ERR!|error) [Mm]issing script:/ },
  {
    id: 'node-heap',
    level: 'root',
    re: /(?:JavaScript heap out of memory|Reached heap limit Allocation failed)/,
  },
  {
    id: 'node-unhandled',
    level: 'marker',
    re: /(?:UnhandledPromiseRejection|ERR_UNHANDLED_REJECTION|Unhandled 'error' event|triggerUncaughtException)/,
  },
];
