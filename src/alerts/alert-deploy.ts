import { z } from 'zod';
import { idOf } from '#base/ids.ts';
import type { Redact } from '#redaction/redact.ts';
import { type DeployMarker, marksLiveMs } from '#outages/events.ts';
import { momentOf } from './alert.ts';
import { reasonOf } from './alert-reason.ts';

const text = z.string().min(1).max(300);

/** Ours: a pipeline tells it in one `curl`. A misspelt key is refused, since nobody would miss it otherwise. */
const told = z
  .strictObject({
    service: text,
    version: text.optional(),
    commit: z
      .string()
      .regex(/^[0-9a-f]{7,64}$/i, 'expected the hash of a commit')
      .optional(),
    by: text.optional(),
    link: z
      .url({ protocol: /^https$/ })
      .max(2_000)
      .optional(),
    at: z.union([z.number(), text]).optional(),
  })
  .refine(({ version, commit }) => version !== undefined || commit !== undefined, {
    message: 'version: or commit: is missing',
    path: ['version'],
  });

export type Deploy = Readonly<z.output<typeof told>> & { readonly atMs: number | undefined };
export type ReadDeploy =
  | { readonly ok: true; readonly deploy: Deploy }
  | { readonly ok: false; readonly reason: string };

export function readDeploy(body: unknown, now: number): ReadDeploy {
  const parsed = told.safeParse(body);
  if (!parsed.success) return { ok: false, reason: reasonOf(parsed.error) };
  const { at } = parsed.data;
  const atMs = at === undefined ? undefined : momentOf(String(at), now);
  if (at !== undefined && atMs === undefined)
    return { ok: false, reason: 'at: expected a time such as 2026-11-21T07:30:00Z, or unix seconds' };
  if (atMs !== undefined && atMs <= now - marksLiveMs)
    return { ok: false, reason: 'at: deploys are kept for 90 days, and it is older' };
  return { ok: true, deploy: { ...parsed.data, atMs } };
}

/** `service` is ours. Without `at`, the pipeline's link tells a repeated delivery from another deploy. */
export function markOf(deploy: Deploy, service: string, now: number, redact: Redact): DeployMarker {
  const { version = '', commit = '', link, by, atMs } = deploy;
  const told = String(atMs ?? link ?? now);
  return {
    id: idOf('mark', service, version, commit, told),
    at: atMs ?? now,
    service,
    kind: 'deploy',
    says: {
      en: version === '' ? 'new code[ by {by}]' : '{version}[ by {by}]',
      fr: version === '' ? 'nouveau code[ par {by}]' : '{version}[ par {by}]',
      with: { version: redact(version), by: by === undefined ? undefined : redact(by) },
    },
    ...(link === undefined ? {} : { link: redact(link) }),
    ...(commit === '' ? {} : { commit }),
  };
}
