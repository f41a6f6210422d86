import { z } from 'zod';
import { referenceSchema } from './host.ts';

const address = z.string().regex(/^(?:\[[0-9a-f:]+\]|[A-Za-z0-9_.-]+):\d{1,5}$/i, 'expected HOST:PORT');
const unit = z.string().regex(/^[A-Za-z0-9_][\w.@:\\-]*$/);

const where = {
  /** The host the dependency runs on; absent: the service's own. It is asked from the service's host either way. */
  host: z.string().optional(),
  unit: unit.optional(),
  supervisor: unit.optional(),
  docker: unit.optional(),
  address: address.optional(),
  url: referenceSchema.optional(),
  /** What a platform calls it, when one runs it: a Coolify resource's uuid or name, a CapRover app. */
  coolify: unit.optional(),
  caprover: unit.optional(),
};

/** What a service needs to work. One key a need: its kind. */
export const needSchema = z.union([
  z.strictObject({
    postgres: z.strictObject({ ...where, database: z.string().optional(), user: z.string().optional() }),
  }),
  z.strictObject({ mysql: z.strictObject({ ...where, database: z.string().optional() }) }),
  z.strictObject({ redis: z.strictObject(where) }),
  z.strictObject({ mongodb: z.strictObject(where) }),
  z.strictObject({ rabbitmq: z.strictObject(where) }),
  z.strictObject({ tcp: z.strictObject({ ...where, address }) }),
  z.strictObject({ http: z.strictObject({ url: z.url(), status: z.int().optional() }) }),
  z.strictObject({ worker: z.strictObject({ ...where, celery: z.string().optional() }) }),
]);
export type Need = z.output<typeof needSchema>;
export const needKinds = [
  'postgres',
  'mysql',
  'redis',
  'mongodb',
  'rabbitmq',
  'tcp',
  'http',
  'worker',
] as const;
export type NeedKind = (typeof needKinds)[number];
