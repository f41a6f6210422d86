import type { Signature } from './signature.ts';

/** MongoDB as its drivers see it. */
export const mongoSignatures: readonly Signature[] = [
  {
    id: 'mongo-unreachable',
    level: 'root',
    re: /(?:Mongo(?:ose)?ServerSelectionError|MongoNetworkError|MongoNetworkTimeoutError|ECONNREFUSED [\d.:a-f[\]]+:27017|MongoDB connection failed)/,
  },
  { id: 'mongo-srv-dns', level: 'root', re: /querySrv (ENOTFOUND|ETIMEOUT|ESERVFAIL|ECONNREFUSED|EREFUSED)/ },
  {
    id: 'mongo-auth',
    level: 'root',
    re: /(?:MongoServerError: (?:bad auth|Authentication failed)|MongoServerError.*code:? ?(?:18|8000))/,
  },
  {
    id: 'mongo-uri-missing',
    level: 'root',
    re: /The `uri` parameter to `openUri\(\)` must be a string, got "undefined"/,
  },
  { id: 'mongo-uri-invalid', level: 'root', re: /MongoParseError: Invalid (?:scheme|connection string)/ },
  {
    id: 'mongo-access-list',
    level: 'root',
    re: /Could not connect to any servers in your MongoDB Atlas cluster/,
  },
];
