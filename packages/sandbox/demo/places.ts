import { join } from 'node:path';

/** Where the demo's host keeps its things: a small root directory of its own, laid out like a server's. */
export interface Places {
  root: string;
  keys: string;
  shims: string;
  unitFiles: string;
  nginx: string;
  sites: string;
  applications: string;
  logs: string;
  home: string;
  catalog: string;
  /** Where the running demo says how to reach it, so that a second one on the same directory can refuse. */
  owner: string;
}

export function placesIn(root: string): Places {
  return {
    root,
    keys: join(root, 'keys'),
    shims: join(root, 'bin'),
    unitFiles: join(root, 'etc/systemd/system'),
    nginx: join(root, 'etc/nginx'),
    sites: join(root, 'etc/nginx/sites-enabled'),
    applications: join(root, 'srv'),
    logs: join(root, 'var/log'),
    home: join(root, 'home/demo'),
    catalog: join(root, 'resus.yaml'),
    owner: join(root, 'owner'),
  };
}
