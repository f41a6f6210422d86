import { z } from 'zod';

/** `file:PATH` or `env:NAME`: a secret is never written in the catalog itself. */
export const referenceSchema = z
  .string()
  .regex(/^(?:file:.+|env:[A-Za-z_]\w*)$/, 'expected file:PATH or env:NAME');

const port = z.int().min(1).max(65_535);

export const hostSchema = z
  .strictObject({
    /** A name or address; one that starts with "-" would be an option to any command line tool. */
    address: z
      .string()
      .regex(/^[^-\s][^\s]*$/)
      .optional(),
    port: port.default(22),
    user: z
      .string()
      .regex(/^[a-z_][a-z0-9_.-]*\$?$/i)
      .optional(),
    key: referenceSchema.optional(),
    passphrase: referenceSchema.optional(),
    agent: z.boolean().optional(),
    host_key: z
      .string()
      .regex(/^SHA256:[A-Za-z0-9+/]{43}$/, 'expected SHA256:… as printed by ssh-keygen -lf')
      .optional(),
    known_hosts: z.string().optional(),
    jump: z.string().optional(),
    /** Take address, user, port, key and jump from this entry of ~/.ssh/config. */
    ssh_config: z
      .string()
      .regex(/^[^-\s][^\s]*$/)
      .optional(),
    os: z.enum(['linux', 'windows']).default('linux'),
  })
  .refine((host) => host.address !== undefined || host.ssh_config !== undefined, {
    message: 'a host needs address: or ssh_config:',
  });
