import { z } from 'zod';
import { referenceSchema } from './host.ts';

/** `labels.service`: keys with dots between them; a key that holds dots itself is found too. */
const pathSchema = z
  .string()
  .regex(/^[^\s.]+(?:\.[^\s.]+)*$/, 'a path such as labels.service')
  .max(200);

/** How a sender proves who it is, and what it calls our services. */
const senderFields = {
  token: referenceSchema.optional(),
  hmac: referenceSchema.optional(),
  /** Names of `people` who know the secret: what only it told, they do not approve. */
  held_by: z.array(z.string()).default([]),
  /** Their name of a service → ours. */
  services: z.record(z.string(), z.string()).default({}),
};

const isOneSecret = {
  check: (one: { readonly token?: string | undefined; readonly hmac?: string | undefined }) =>
    one.token === undefined || one.hmac === undefined,
  message: 'token: or hmac:, not both',
};

function source(serviceFrom: string) {
  return z
    .strictObject({ ...senderFields, service_from: pathSchema.default(serviceFrom) })
    .refine(isOneSecret.check, { message: isOneSecret.message });
}

/** The values that a state may have: `down: [firing, 0, false]`. */
const stateWords = z
  .array(z.union([z.string(), z.number(), z.boolean()]).transform(String))
  .min(1, 'name at least one value');

const genericSchema = z
  .strictObject({
    ...senderFields,
    service_from: pathSchema,
    state_from: pathSchema,
    down: stateWords,
    up: stateWords,
    title_from: pathSchema.optional(),
    severity_from: pathSchema.optional(),
    link_from: pathSchema.optional(),
    /** The path of the value that stays the same from `down` to `up`; absent: the service. */
    fingerprint_from: pathSchema.optional(),
    /** When it began; with it the same alert told twice counts once. */
    starts_from: pathSchema.optional(),
  })
  .refine(isOneSecret.check, { message: isOneSecret.message })
  .refine(({ down, up }) => !down.some((word) => up.includes(word)), {
    message: 'down: and up: name the same value',
  });

/** The senders of alerts and deploys; without a secret an endpoint is off. */
export const alertsSchema = z.strictObject({
  alertmanager: source('labels.service').optional(),
  grafana: source('labels.service').optional(),
  'uptime-kuma': source('monitor.name').optional(),
  generic: genericSchema.optional(),
  deploys: z
    .strictObject(senderFields)
    .refine(isOneSecret.check, { message: isOneSecret.message })
    .optional(),
});

export type AlertsConfig = z.output<typeof alertsSchema>;
export type AlertEndpoint = keyof AlertsConfig;
export type GenericMapping = z.output<typeof genericSchema>;
export const alertEndpoints = ['alertmanager', 'grafana', 'uptime-kuma', 'generic', 'deploys'] as const;
