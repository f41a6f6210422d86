import type { Signature } from './signature.ts';

/** The error log of nginx: its view of what is behind it. */
export const nginxSignatures: readonly Signature[] = [
  { id: 'ngx-refused', level: 'proxy', re: /connect\(\) failed \(111: .*\) while connecting to upstream/ },
  {
    id: 'ngx-premature',
    level: 'proxy',
    re: /upstream prematurely closed connection while reading (?:response header from )?upstream/,
  },
  {
    id: 'ngx-reset',
    level: 'proxy',
    re: /recv\(\) failed \(104: .*\) while reading response header from upstream/,
  },
  {
    id: 'ngx-timeout',
    level: 'proxy',
    re: /upstream timed out \(110: .*\) while (connecting to|reading response header from|SSL handshaking to) upstream/,
  },
  { id: 'ngx-no-live', level: 'proxy', re: /no live upstreams while connecting to upstream/ },
  {
    id: 'ngx-sock-perm',
    level: 'proxy',
    re: /connect\(\) to unix:(\S+) failed \(13: .*\) while connecting to upstream/,
  },
  {
    id: 'ngx-sock-missing',
    level: 'proxy',
    re: /connect\(\) to unix:(\S+) failed \(2: .*\) while connecting to upstream/,
  },
  {
    id: 'ngx-sock-backlog',
    level: 'proxy',
    re: /connect\(\) to unix:\S+ failed \(11: .*\) while connecting to upstream/,
  },
  { id: 'ngx-resolve', level: 'proxy', re: /(\S+) could not be resolved \((\d+): [^)]+\)/ },
  { id: 'ngx-host-not-found', level: 'root', re: /host not found in upstream "([^"]+)"/ },
  {
    id: 'ngx-big-header',
    level: 'proxy',
    re: /upstream sent too big header while reading response header from upstream/,
  },
  {
    id: 'ngx-tls-to-plain',
    level: 'proxy',
    re: /SSL_do_handshake\(\) failed .*wrong version number.* while SSL handshaking to upstream/,
  },
  { id: 'ngx-bad-protocol', level: 'proxy', re: /upstream sent no valid HTTP\/1\.0 header/ },
  { id: 'ngx-limiting', level: 'proxy', re: /limiting (?:requests|connections)[,:]/ },
  { id: 'ngx-workers', level: 'root', re: /worker_connections are not enough/ },
  { id: 'tls-cert-file', level: 'root', re: /cannot load certificate(?: key)? "([^"]+)"/ },
  {
    id: 'ngx-config',
    level: 'root',
    re: /nginx: (?:\[emerg\]|configuration file .* test failed)|\[emerg\] \d+#\d+:/,
  },
];
