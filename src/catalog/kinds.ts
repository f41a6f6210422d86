import type { z } from 'zod';
import type { NeedDetail } from './need.ts';

/**
 * What a catalog may name: the ways to run and the dependencies, each with the schema of its value. The catalog knows none of
 * them itself; whoever reads one brings them along.
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
