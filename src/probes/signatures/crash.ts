import type { Signature } from './signature.ts';

/** What is left when nothing more telling matched: the program said itself that it cannot go on. Last in the order. */
export const crashSignatures: readonly Signature[] = [
  {
    id: 'bind-address',
    level: 'root',
    re: /(?:EADDRNOTAVAIL|[Cc]annot assign requested address|Impossible d'assigner l'adresse demandée|\[Errno 99\])/,
  },
  {
    id: 'bad-arguments',
    level: 'root',
    re: /(?:error: unrecognized arguments|error: invalid choice|No such option:|error: argument )/,
  },
  {
    id: 'library-missing',
    level: 'root',
    re: /(?:error while loading shared libraries: (\S+?):|ImportError: (\S+): cannot open shared object file)/,
  },
  { id: 'py-import-failed', level: 'root', re: /^(?:\w+\.)*ImportError: (.+)/ },
  {
    id: 'file-missing',
    level: 'root',
    re: /(?:FileNotFoundError: \[Errno 2\][^']*'([^']+)'|ENOENT: no such file or directory, \w+ '([^']+)')/,
  },
  {
    id: 'connection-refused',
    level: 'root',
    re: /(?:ConnectionRefusedError|ECONNREFUSED ([\d.:a-f[\]]+)|Connection refused$|Connexion refusée$)/,
  },
  {
    id: 'py-exception',
    level: 'root',
    re: /^((?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Exit|Interrupt)): \S/,
  },
  { id: 'node-exception', level: 'root', re: /^(?:Uncaught )?((?:[A-Z]\w*)?Error)(?: \[\w+\])?: \S/ },
  { id: 'go-panic', level: 'root', re: /^(?:panic|fatal error): (.+)/ },
  { id: 'java-exception', level: 'root', re: /^Exception in thread "[^"]*" ([\w.$]+)/ },
  {
    id: 'core-dumped',
    level: 'marker',
    re: /(?:Segmentation fault|Erreur de segmentation|code=dumped, status=\d+\/(\w+))/,
  },
];
