import { z } from 'zod';
import { durationSchema } from './duration.ts';
import { referenceSchema } from './host.ts';

/** Below this a check may not have ended when the next one is due, and hosts feel it. */
const shortestEveryMs = 5_000;
const longestEveryMs = 24 * 3_600_000;
/** The window is a ring that is kept in Redis. */
const longestWindow = 60;

const everySchema = durationSchema.refine((ms) => ms >= shortestEveryMs && ms <= longestEveryMs, {
  message: 'between 5s and 1d',
});

const failSchema = z
  .string()
  .regex(/^\d+ of \d+$/, 'such as "3 of 5"')
  .refine(
    (text) => {
      const [fails = 0, of = 0] = text.split(' of ').map(Number);
      return fails >= 1 && fails <= of && of <= longestWindow;
    },
    { message: `N of M with 1 ≤ N ≤ M ≤ ${longestWindow}` },
  );

/** The settings of every kind of monitor, and of `watch:` for all monitors of a service. */
const watchFields = {
  fail: failSchema.optional(),
  timeout: durationSchema.optional(),
  severity: z.enum(['critical', 'warning', 'info']).optional(),
};

export const watchSchema = z.strictObject({ every: everySchema, ...watchFields });

const hostAndPort = z.string().regex(/^(?:\[[0-9a-f:]+\]|[A-Za-z0-9_.-]+):\d{1,5}$/i, 'expected HOST:PORT');

/** One more thing to check than `public`; exactly one of http, tcp, ssh, heartbeat. */
export function createMonitorSchema(expectSchema: z.ZodType<Expectation>) {
  return z
    .strictObject({
      id: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'lower-case letters, digits, ".", "_" or "-"'),
      every: everySchema.optional(),
      ...watchFields,
      http: z
        .strictObject({
          url: z.url({ protocol: /^https?$/ }),
          resolve: z.string().optional(),
          ca: z.string().optional(),
          method: z
            .string()
            .regex(/^[A-Z]+$/)
            .optional(),
          headers: z.record(z.string(), z.string()).optional(),
          expect: expectSchema.optional(),
          /** Lower-case name → text that the header must contain. */
          expect_headers: z.record(z.string(), z.string()).optional(),
          /** Slower than this is a failure. */
          within: durationSchema.optional(),
          /** The certificate must be valid for at least as long. */
          tls_expires: durationSchema.optional(),
        })
        .optional(),
      tcp: hostAndPort.optional(),
      /** A host of the catalog: can Resus log in? */
      ssh: z.string().optional(),
      /** A job calls `/beat/<token>`; a silence longer than `every` is a failure. */
      heartbeat: z.strictObject({ token: referenceSchema, every: durationSchema }).optional(),
    })
    .refine(
      ({ http, tcp, ssh, heartbeat }) =>
        [http, tcp, ssh, heartbeat].filter((one) => one !== undefined).length === 1,
      { message: 'exactly one of http, tcp, ssh, heartbeat' },
    );
}

export type Expectation = {
  readonly status?: number | readonly number[] | undefined;
  readonly json?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: string | undefined;
};
