import type { z } from 'zod';
import type { NeedDetail } from './need.ts';

/**
 * The kinds that a catalog may name: ways to run and dependencies, each with the schema of its value. The catalog
 * knows none of them itself; its reader passes them in.
 */
export type CatalogKinds = {
  readonly needs: ReadonlyMap<
    string,
    { readonly schema: z.ZodType<NeedDetail>; readonly examples: readonly NeedDetail[] }
  >;
  readonly runs: ReadonlyMap<
    string,
    { readonly schema: z.ZodType; readonly examples: readonly unknown[]; readonly isPlatform: boolean }
  >;
};
