import type { Signature } from './signature.ts';

/** What the host did not give: a port, disk, files, memory. */
export const resourceSignatures: readonly Signature[] = [
  {
    id: 'port-in-use',
    level: 'root',
    re: /(?:EADDRINUSE|[Aa]ddress already in use|Adresse déjà utilisée|Connection in use: |port is already allocated|bind\(\) to .* failed \(98:)/,
  },
  {
    id: 'port-privileged',
    level: 'root',
    re: /(?:listen EACCES: permission denied|bind\(\) to .* failed \(13:)/,
  },
  {
    id: 'disk-full',
    level: 'root',
    re: /(?:[Nn]o space left on device|Aucun espace disponible sur le périphérique|\bENOSPC\b|\[Errno 28\]|could not extend file)/,
  },
  { id: 'too-many-files', level: 'root', re: /(?:Too many open files|EMFILE|ENFILE|\[Errno 24\])/ },
  {
    id: 'process-limit',
    level: 'root',
    re: /(?:(?:Blocking(?:IO)?Error|OSError|fork|spawn).*Resource temporarily unavailable|can't start new thread|pthread_create failed|fork: retry)/,
  },
  {
    id: 'oom-kernel',
    level: 'root',
    re: /(?:Memory cgroup out of memory: Killed process|Out of memory: Killed process) (\d+) \(([^)]+)\)/,
  },
  {
    id: 'oom-systemd',
    level: 'root',
    re: /(?:has been killed by the OOM killer|Failed with result 'oom-kill')/,
  },
];
