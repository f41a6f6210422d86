type Layer = { readonly folders: readonly string[]; readonly packages: readonly string[] };

/** The folder table of docs/architecture.md as data: what a folder under src may import, and nothing else. */
export const layers: Readonly<Record<string, Layer>> = {
  base: { folders: [], packages: ['node:crypto'] },
  services: { folders: ['base'], packages: ['zod', 'yaml'] },
  probes: { folders: ['base', 'services'], packages: [] },
  runbooks: { folders: ['base', 'services'], packages: ['zod', 'yaml', 'node:crypto'] },
  net: { folders: ['base', 'services'], packages: ['undici', 'node:*'] },
  ssh: { folders: ['base', 'services'], packages: ['ssh2', 'ssh-config', 'node:*'] },
  store: { folders: ['base', 'services', 'runbooks'], packages: ['ioredis', 'node:*'] },
  slack: {
    folders: ['base', 'services', 'runbooks'],
    packages: ['@slack/web-api', '@slack/types', '@resvg/resvg-js'],
  },
  jobs: { folders: ['base', 'services', 'probes', 'runbooks'], packages: ['bullmq', 'ioredis', 'zod'] },
  bot: { folders: ['base', 'services', 'runbooks', 'slack'], packages: ['@slack/bolt'] },
  app: {
    folders: ['base', 'services', 'probes', 'runbooks', 'net', 'ssh', 'store', 'slack', 'jobs', 'bot'],
    packages: ['*'],
  },
  cli: { folders: ['app', 'base', 'services', 'runbooks'], packages: ['commander', 'node:*'] },
  '.': { folders: ['cli'], packages: [] },
};

/** No clock, randomness, environment or I/O except through what is passed in. */
export const pureFolders: readonly string[] = ['base', 'services', 'probes', 'runbooks'];
