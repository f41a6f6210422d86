import type { z } from 'zod';

/** What is wrong with a body, by the path of the first wrong field; its value is not said: it may be anything. */
export function reasonOf(error: z.ZodError): string {
  const [issue] = error.issues;
  const path = issue?.path.map(String).join('.') ?? '';
  return `${path === '' ? 'the body' : path}: ${issue?.message ?? 'not as expected'}`;
}
