import { z } from 'zod';
import { referenceSchema } from './host.ts';
import type { CatalogKinds } from './kinds.ts';

export const needAddress = z
  .string()
  .regex(/^(?:\[[0-9a-f:]+\]|[A-Za-z0-9_.-]+):\d{1,5}$/i, 'expected HOST:PORT');
const unit = z.string().regex(/^[A-Za-z0-9_][\w.@:\\-]*$/);

/** The fields that an entry of any kind may have, as far as its schema allows. */
export const needFields = {
  /** The host the dependency runs on; absent: the service's own. It is asked from the service's host either way. */
  host: z.string().optional(),
  unit: unit.optional(),
  supervisor: unit.optional(),
  docker: unit.optional(),
  address: needAddress.optional(),
  url: referenceSchema.optional(),
  /** The platform's name for it, when one runs it: a Coolify resource's uuid or name, a CapRover app. */
  coolify: unit.optional(),
  caprover: unit.optional(),
};

/** One entry, whatever its kind: the schema of the kind says which of these it may have. */
export type NeedDetail = {
  readonly [Field in keyof typeof needFields | 'database' | 'user' | 'celery']?: string | undefined;
} & { readonly status?: number | undefined };

/** The dependencies of a service. One key a need: its kind. */
export type Need = Readonly<Record<string, NeedDetail>>;

export function createNeedSchema({ needs }: CatalogKinds) {
  return z.union(
    [...needs].map(([kind, { schema, examples }]) =>
      z.strictObject({ [kind]: schema.meta({ examples: [...examples] }) }),
    ),
  );
}

export function needDetail(need: Need): { readonly kind: string; readonly detail: NeedDetail } {
  const [kind, detail] = Object.entries(need)[0] ?? [];
  if (kind === undefined || detail === undefined) throw new TypeError('a need without a kind'); // the schema lets none through
  return { kind, detail };
}
