import type { z } from 'zod';

/** Names the first wrong field of a body by its path; its value is not quoted: it may be anything. */
export function reasonOf(error: z.ZodError): string {
  const [issue] = error.issues;
  const path = issue?.path.map(String).join('.') ?? '';
  return `${path === '' ? 'the body' : path}: ${issue?.message ?? 'not as expected'}`;
}
