import { z } from 'zod';
import { type Catalog, createCatalogSchema } from '#catalog/catalog.ts';
import type { CatalogKinds } from '#catalog/kinds.ts';
import { parseCatalog } from '#catalog/read-catalog.ts';
import { needKinds } from '#needs/need-kinds.ts';
import { runtimes } from '#runtimes/runtimes.ts';

const kinds: CatalogKinds = { runs: runtimes, needs: needKinds };

export const catalogSchema = createCatalogSchema(kinds);

/** Text of a resus.yaml → catalog, with every way to run and every dependency that Resus has. Throws `config_invalid`. */
export function readCatalog(text: string, file: string): Catalog {
  return parseCatalog(text, file, kinds);
}

/** JSON Schema of resus.yaml, for editors. */
export function catalogJsonSchema(): object {
  return z.toJSONSchema(catalogSchema, { io: 'input' });
}
