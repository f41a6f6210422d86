import { z } from 'zod';
import { alertsSchema } from './alerts.ts';
import { hostSchema } from './host.ts';
import { maintenanceSchema, outagesSchema } from './outages.ts';
import { personSchema, policySchema } from './people.ts';
import { platformsSchema } from './platforms.ts';
import type { CatalogKinds } from './kinds.ts';
import { createServiceSchema } from './service.ts';

/** A name people type in Slack and in YAML. It never reaches a shell unquoted, but is kept harmless all the same. */
const nameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'lower-case letters, digits, ".", "_" or "-"');

export function createCatalogSchema(kinds: CatalogKinds) {
  return z.strictObject({
    slack: z
      .strictObject({
        channel: z
          .string()
          .regex(/^[#CG]/)
          .optional(),
        locale: z.enum(['en', 'fr']).default('en'),
        /** A verdict that finds something wrong is also shown in the channel, beside its thread. */
        broadcast: z.boolean().default(false),
        /** Channels where commands are allowed; absent: everywhere the app is. */
        channels: z.array(z.string()).optional(),
      })
      .prefault({}),
    people: z.record(nameSchema, personSchema).default({}),
    policy: policySchema.prefault({}),
    platforms: platformsSchema.default({}),
    alerts: alertsSchema.default({}),
    /** How outages are dealt with; a service may have its own word. */
    outages: outagesSchema.prefault({}),
    /** When nobody is to be called, whatever fails. */
    maintenance: z.array(maintenanceSchema).default([]),
    hosts: z.record(nameSchema, hostSchema).default({}),
    services: z.record(nameSchema, createServiceSchema(kinds)).default({}),
  });
}

export type ParsedCatalog = z.output<ReturnType<typeof createCatalogSchema>>;
type Parsed = ParsedCatalog;
export type Host = Parsed['hosts'][string] & { readonly name: string };
export type Service = Parsed['services'][string] & {
  readonly name: string;
  readonly hosts: readonly string[];
};

/** The whole resus.yaml, checked: every host and person that something refers to exists. */
export type Catalog = Omit<Parsed, 'hosts' | 'services'> & {
  readonly hosts: Readonly<Record<string, Host>>;
  readonly services: Readonly<Record<string, Service>>;
  /** Changes with every edit that could change a diagnosis or a plan; jobs carry it. */
  readonly hash: string;
};
