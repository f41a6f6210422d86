import type { Signature } from './signature.ts';

/** Other proxies, TLS, limits, and at last plain permissions. */
export const webSignatures: readonly Signature[] = [
  {
    id: 'tls-expired',
    level: 'root',
    re: /(?:CERT_HAS_EXPIRED|certificate has expired|SSL certificate problem: certificate has expired|x509: certificate has expired)/,
  },
  {
    id: 'ap-refused',
    level: 'proxy',
    re: /AH0095[67]: .*attempt to connect to .* failed|AH01114: HTTP: failed to make connection to backend/,
  },
  {
    id: 'ap-bad-response',
    level: 'proxy',
    re: /AH01102: error reading status line from remote server|AH00898: Error reading from remote server/,
  },
  { id: 'caddy-dial', level: 'proxy', re: /"msg":"(?:dial tcp[^"]*|EOF)"/ },
  { id: 'rate-limited', level: 'alive', re: /\b429\b.*Too Many Requests|Too many (?:login )?attempts/i },
  { id: 'cors-blocked', level: 'alive', re: /(?:CORS blocked request from:? ?(\S+)|Not allowed by CORS)/ },
  {
    id: 'permission',
    level: 'root',
    re: /(?:PermissionError: \[Errno 13\]|\[Errno 13\]|EACCES: permission denied|: Permission denied|Permission non accordée|\(13: Permission denied\))/,
  },
];
