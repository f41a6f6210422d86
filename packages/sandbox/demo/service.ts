import { join } from 'node:path';
import type { Places } from './places.ts';

/** One of the demo's breakable services: a small Node program, run by a unit, behind one nginx site. */
export interface DemoService {
  name: string;
  title: string;
  channel: string;
  unit: string;
  port: number;
  /** `api.localhost`: browsers resolve it to this machine, and nginx tells the sites apart by it. */
  host: string;
  publicPath: string;
  directory: string;
  envFile: string;
  env: Record<string, string>;
  /** The variables without which the program cannot start; the first is the one a fault removes. */
  requiredEnv: [string, ...string[]];
  siteFile: string;
  logFile: string;
  /** The program among sandbox/demo/backends, installed as server.mjs, and what it imports or reads. */
  program: string;
  companions: string[];
  needsCache: boolean;
}

export interface Ports {
  api: number;
  shop: number;
  cache: number;
  nginx: number;
}

export function demoServices(places: Places, ports: Ports): DemoService[] {
  const api = {
    ...common(places, 'api', 'payments', ports.api),
    title: 'Payments API',
    channel: '#ops',
    unit: 'payments-api',
    publicPath: '/health',
    requiredEnv: ['PAYMENTS_SECRET_KEY', 'CACHE_URL', 'PORT'] as [string, ...string[]],
    program: 'payments.mjs',
    companions: ['log.mjs', 'settings.mjs', 'cache-client.mjs'],
    needsCache: true,
  };
  const shop = {
    ...common(places, 'shop', 'shop', ports.shop),
    title: 'Shop',
    channel: '#ops',
    unit: 'shop-web',
    publicPath: '/',
    requiredEnv: ['API_URL', 'PORT'] as [string, ...string[]],
    program: 'shop.mjs',
    companions: ['log.mjs', 'settings.mjs', 'shop.html'],
    needsCache: false,
  };
  const invented = {
    PAYMENTS_SECRET_KEY: 'demo-only-not-a-secret',
    CACHE_URL: `redis://127.0.0.1:${ports.cache}`,
  };
  return [
    { ...api, env: { PORT: String(ports.api), ...invented, LOG_FILE: api.logFile } },
    {
      ...shop,
      env: {
        PORT: String(ports.shop),
        API_URL: `http://api.localhost:${ports.nginx}`,
        LOG_FILE: shop.logFile,
      },
    },
  ];
}

export function publicUrl(service: DemoService, nginxPort: number): string {
  return `http://${service.host}:${nginxPort}${service.publicPath}`;
}

function common(places: Places, name: string, directoryName: string, port: number) {
  const directory = join(places.applications, directoryName);
  return {
    name,
    port,
    host: `${name}.localhost`,
    directory,
    envFile: join(directory, '.env'),
    siteFile: join(places.sites, name),
    logFile: join(places.logs, directoryName, 'app.log'),
  };
}
