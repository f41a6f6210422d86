import { z } from 'zod';

/** A unit, program, container … name: what its own manager allows, never an option, never shell syntax. */
export const runName = z
  .string()
  .regex(/^[A-Za-z0-9_][\w.@:\\-]{0,200}$/, 'a plain name, not starting with "-"');

export const absolutePath = z.string().regex(/^\/[^\0\n]*$/, 'an absolute path');
