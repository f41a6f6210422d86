import { z } from 'zod';
import { durationSchema } from './duration.ts';
import { createMonitorSchema, watchSchema } from './monitor.ts';
import { maintenanceSchema, serviceOutagesSchema } from './outages.ts';
import type { CatalogKinds } from './kinds.ts';
import { absolutePath, runName } from './names.ts';
import { createNeedSchema } from './need.ts';
import { servicePolicySchema } from './people.ts';

const urlPath = z.string().regex(/^\/[^\s]*$/, 'a path that starts with "/"');

/** Exactly one key: how the service runs. */
function createRunSchema({ runs }: CatalogKinds) {
  const fields = [...runs].map(
    ([kind, { schema, examples }]) => [kind, schema.optional().meta({ examples: [...examples] })] as const,
  );
  return z
    .strictObject(Object.fromEntries(fields))
    .refine((run) => Object.values(run).filter((value) => value !== undefined).length === 1, {
      message: `exactly one of ${[...runs.keys()].join(', ')}`,
    });
}

const expectSchema = z.strictObject({
  /** One status or a list; absent: anything below 500 is alive. */
  status: z.union([z.int(), z.array(z.int())]).optional(),
  /** Every key must be there with this value. */
  json: z.record(z.string(), z.unknown()).optional(),
  /** Text that the body must contain. */
  body: z.string().optional(),
});

const listenSchema = z
  .string()
  .regex(
    /^(?:unix:\/\S+|(?:\[[0-9a-f:]+\]|[A-Za-z0-9_.*-]+)?:?\d{1,5})$/i,
    'expected ADDRESS:PORT, PORT or unix:/path',
  );

const requestFields = {
  method: z
    .string()
    .regex(/^[A-Z]+$/)
    .optional(),
  headers: z.record(z.string(), z.string()).optional(),
  expect: expectSchema.optional(),
};

const relatedSchema = z.union([
  z.url({ protocol: /^https?$/ }),
  z.strictObject({
    url: z.url({ protocol: /^https?$/ }),
    resolve: z.string().optional(),
    ca: absolutePath.optional(),
  }),
]);

export function createServiceSchema(kinds: CatalogKinds) {
  return z
    .strictObject({
      title: z.string().optional(),
      channel: z.string().optional(),
      locale: z.enum(['en', 'fr']).optional(),
      host: z.string().optional(),
      hosts: z.array(z.string()).optional(),
      run: createRunSchema(kinds),
      listen: z.union([listenSchema, z.int().min(1).max(65_535).transform(String)]).optional(),
      local: z
        .strictObject({
          path: urlPath.default('/'),
          port: z.int().optional(),
          timeout: durationSchema.optional(),
          ...requestFields,
        })
        .optional(),
      public: z
        .strictObject({
          url: z.url({ protocol: /^https?$/ }),
          /** The origin's address, to look behind a CDN. */
          resolve: z.string().optional(),
          timeout: durationSchema.optional(),
          ca: absolutePath.optional(),
          ...requestFields,
        })
        .optional(),
      proxy: z
        .strictObject({
          nginx: absolutePath.optional(),
          apache: absolutePath.optional(),
          caddy: absolutePath.optional(),
          traefik: z.string().optional(),
        })
        .optional(),
      cors: z
        .strictObject({
          origins: z.array(z.url()).min(1),
          headers: z.array(z.string()).optional(),
          credentials: z.boolean().optional(),
        })
        .optional(),
      env: z
        .strictObject({
          file: absolutePath.optional(),
          required: z.array(z.string().regex(/^[A-Za-z_]\w*$/)).default([]),
          /** Values that are no secret and must be exactly this, such as NODE_ENV: production. */
          equals: z.record(z.string(), z.string()).optional(),
        })
        .optional(),
      logs: z.array(z.union([z.literal('journal'), absolutePath])).default([]),
      needs: z.array(createNeedSchema(kinds)).default([]),
      deploy: z
        .strictObject({
          dir: absolutePath,
          branch: z.string().optional(),
          user: runName.optional(),
          venv: absolutePath.optional(),
          manage: z.string().optional(),
          python: z.string().optional(),
          steps: z.array(z.unknown()).optional(),
        })
        .optional(),
      /** The repository of its code, when a platform fetches it by itself; asked over HTTP, so without any login. */
      repository: z
        .strictObject({ url: z.url({ protocol: /^https?$/ }), branch: z.string().min(1).default('main') })
        .optional(),
      checks: z
        .array(
          z.strictObject({
            id: runName,
            run: z.string().optional(),
            in: absolutePath.optional(),
            user: runName.optional(),
            timeout: durationSchema.optional(),
            get: urlPath.optional(),
            post: urlPath.optional(),
            json: z.unknown().optional(),
            headers: z.record(z.string(), z.string()).optional(),
            expect: expectSchema
              .extend({ exit: z.int().optional(), output: z.string().optional() })
              .optional(),
          }),
        )
        .default([]),
      /** How often `public` (or else the login on its host) is checked, and all `monitors` that say nothing else. */
      watch: watchSchema.optional(),
      monitors: z.array(createMonitorSchema(expectSchema)).default([]),
      outages: serviceOutagesSchema.optional(),
      maintenance: z.array(maintenanceSchema).default([]),
      /** Other parts of the same product that users see, to tell "affected" from "not affected". */
      related: z.record(runName, relatedSchema).optional(),
      paths: z
        .array(
          z.strictObject({ path: absolutePath, owner: runName.optional(), writable: z.boolean().optional() }),
        )
        .default([]),
      policy: servicePolicySchema.optional(),
      owners: z.array(z.string()).default([]),
      escalate: z.array(z.strictObject({ after: durationSchema, to: z.string() })).default([]),
    })
    .refine((service) => !(service.host !== undefined && service.hosts !== undefined), {
      message: 'host: or hosts:, not both',
    });
}
