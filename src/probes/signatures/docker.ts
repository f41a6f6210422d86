import type { Signature } from './signature.ts';

/** The Docker engine and Swarm. */
export const dockerSignatures: readonly Signature[] = [
  {
    id: 'docker-daemon',
    level: 'root',
    re: /(?:Cannot connect to the Docker daemon|failed to connect to the docker API)/,
  },
  {
    id: 'docker-perm',
    level: 'ours',
    re: /permission denied while trying to connect to the (?:Docker daemon socket|docker API)/i,
  },
  {
    id: 'docker-start',
    level: 'root',
    re: /(?:OCI runtime create failed|executable file not found in \$PATH|exec format error|no such file or directory: unknown)/,
  },
  {
    id: 'docker-image',
    level: 'root',
    re: /(?:No such image|pull access denied|manifest (?:unknown|for .* not found)|repository does not exist)/,
  },
  { id: 'swarm-exit', level: 'marker', re: /task: non-zero exit \((\d+)\)/ },
  { id: 'swarm-no-node', level: 'root', re: /no suitable node/ },
];
