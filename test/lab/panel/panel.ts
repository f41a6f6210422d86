import type { SystemId } from '#test/lab/systems/system.ts';

/** One service on the panel: what tells that it is well, and which of the lab's faults have a button. */
export interface PanelService {
  name: string;
  system: SystemId;
  channel?: string;
  /** URLs that its users ask; it is well when all of them answer 200. */
  asks: string[];
  /** Fault id, and what its button says. What it does is told by the fault itself. */
  faults: Record<string, string>;
}

// Each is felt by users at one of `asks`: a button that shows no effect would look broken.
export const panelServices: readonly PanelService[] = [
  {
    name: 'api',
    system: 'systemd-django',
    asks: ['http://api.example.test/health', 'http://api.example.test/api/orders/'],
    faults: {
      'd-stopped': 'Stop the unit',
      'd-nginx-port': 'Wrong port in nginx',
      'd-hung': 'Hang',
      'd-import-missing': 'Bad release',
      'd-env-missing': 'Missing variable',
      'd-migration': 'Forgotten migration',
      'd-db-stopped': 'PostgreSQL down',
      'd-nginx-broken': 'nginx broken',
    },
  },
  {
    name: 'auth',
    system: 'fastapi-nginx',
    asks: ['http://auth.example.test/health', 'http://auth.example.test/api/v1/accounts/count'],
    faults: {
      'b-stopped': 'Stop the unit',
      'b-port-env': 'Wrong PORT',
      'b-upstream-all-dead': 'Dead upstreams',
      'b-hang': 'Hang',
      'b-module': 'Missing package',
      'b-db-while-running': 'PostgreSQL down',
      'b-table-missing': 'Table gone',
    },
  },
  {
    name: 'shop',
    system: 'supervisor-fastapi',
    asks: ['https://store.example.test/api/health', 'https://store.example.test/api/items'],
    faults: {
      'e-stopped': 'Stop the program',
      'e-nginx-port': 'Wrong port in nginx',
      'e-hang': 'Hang',
      'e-export': 'Import error',
      'e-env-permission': 'Unreadable .env',
      'e-redis-stopped': 'Redis down',
      'e-cert-missing': 'Certificate gone',
    },
  },
  {
    name: 'reports',
    system: 'supervisor-fastapi',
    asks: ['https://store.example.test/reports/health'],
    faults: {
      'e-reports-stopped': 'Stop the program',
      'e-socket-mode': 'Closed socket',
      'e-socket-path': 'Wrong socket in nginx',
      'e-reports-paused': 'Pause',
    },
  },
];
