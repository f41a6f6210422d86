import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { LoginHost } from './remote-host.ts';

/** For tests: the catalog that the demo wrote, as far as they read it. */
export interface WrittenCatalog {
  hosts: Record<string, LoginHost>;
  services: Record<string, WrittenService>;
}

export interface WrittenService {
  listen: string;
  local: { path: string };
  public: { url: string; resolve: string };
  proxy: { nginx: string };
  env: { file: string };
  logs: string[];
  watch?: { every: string; fail: string };
}

export function readWritten(file: string): WrittenCatalog {
  return parse(readFileSync(file, 'utf8')) as WrittenCatalog;
}
