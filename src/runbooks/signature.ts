import { z } from 'zod';
import { type Signature, signatureLevels } from '#base/log-signatures.ts';
import type { Phrase } from '#base/phrase.ts';
import { safePattern } from '#base/safe-pattern.ts';
import { readYamlParts, type YamlPart } from '#catalog/read-yaml.ts';
import { conditionSchema } from './condition.ts';
import { idSchema, type VerdictText } from './diagnosis.ts';

/** French may be missing in runbooks of users: then English stands in, and lint counts it. */
const ownPhraseSchema = z.strictObject({ en: z.string().min(1), fr: z.string().min(1).optional() });

const patternSchema = z.string().transform((source, context) => {
  try {
    return safePattern(source);
  } catch (error) {
    context.addIssue({
      code: 'custom',
      message: error instanceof Error ? error.message : 'this is no pattern',
    });
    return z.NEVER;
  }
});

/** A fault that logs show: one file (or one document of a file) in `signatures/`. */
const signatureSchema = z
  .strictObject({
    signature: idSchema,
    /** Whose words these are, and which versions say so. */
    software: z.string().min(1),
    versions: z.string().min(1).optional(),
    level: z.enum(signatureLevels).default('root'),
    layer: idSchema,
    patterns: z.array(patternSchema).min(1),
    unless: z.array(patternSchema).default([]),
    /** Of the lines just before it, one must, or none may, match one of these. */
    beside: z.array(patternSchema).default([]),
    unless_beside: z.array(patternSchema).default([]),
    /** Signatures that give way to this one on a line that both know. */
    over: z.array(idSchema).default([]),
    /** The signature that it is when its subject is a variable that the service requires. */
    when_required: idSchema.optional(),
    /** Real lines that it must know, and lines that look like them and must not be taken for it. */
    samples: z.array(z.string().min(1)).min(1),
    near_misses: z.array(z.string().min(1)).default([]),
    title: ownPhraseSchema,
    headline: ownPhraseSchema,
    meaning: ownPhraseSchema.optional(),
    verdict_level: z.enum(['cause', 'symptom', 'warning']).default('cause'),
    explains: z.union([idSchema, z.array(idSchema)]).default('downstream'),
    remedies: z.array(idSchema).default([]),
    /** What direct looks say of it is the fault itself: then one witness is enough. */
    direct: z.boolean().default(false),
    /** What else must be seen so that the log is believed, and what shows that it speaks of something else. */
    confirmed_by: conditionSchema.optional(),
    contradicted_by: conditionSchema.optional(),
    /** The one look that would settle it. */
    settled_by: ownPhraseSchema.optional(),
    sources: z.array(z.string().min(1)).default([]),
  })
  .refine(({ level, settled_by }) => level !== 'root' || settled_by !== undefined, {
    message: 'a root says in one line what would settle it',
    path: ['settled_by'],
  });

export type SignatureFile = z.output<typeof signatureSchema>;
export type ReadSignature = YamlPart<SignatureFile>;

export function readSignatures(files: readonly { readonly file: string; readonly text: string }[]): {
  readonly signatures: readonly ReadSignature[];
  readonly problems: readonly string[];
} {
  const read = files.map((one) => readYamlParts(one, signatureSchema));
  return {
    signatures: read.flatMap(({ parts }) => parts),
    problems: read.flatMap(({ problems }) => problems),
  };
}

/** What the matcher needs of it. */
export function signatureOf({ signature, ...rest }: SignatureFile): Signature {
  const { level, layer, patterns, unless, beside, unless_beside: unlessBeside, over } = rest;
  const whenRequired = rest.when_required;
  return { id: signature, level, layer, patterns, unless, beside, unlessBeside, over, whenRequired };
}

/** What it says as a verdict. */
export function verdictTextOf(file: SignatureFile): VerdictText {
  const { explains, confirmed_by, contradicted_by, settled_by, meaning } = file;
  return {
    level: file.verdict_level,
    title: inBoth(file.title),
    headline: inBoth(file.headline),
    ...(meaning === undefined ? {} : { meaning: inBoth(meaning) }),
    explains: [explains].flat(),
    remedies: file.remedies,
    direct: file.direct,
    ...(confirmed_by === undefined ? {} : { confirmed_by }),
    ...(contradicted_by === undefined ? {} : { contradicted_by }),
    ...(settled_by === undefined ? {} : { settled_by: inBoth(settled_by) }),
  };
}

export function inBoth({ en, fr }: z.output<typeof ownPhraseSchema>): Phrase {
  return { en, fr: fr ?? en };
}

/** Texts that have no French yet. */
export function lacksFrench(file: SignatureFile): number {
  const texts = [file.title, file.headline, file.meaning, file.settled_by];
  return texts.filter((text) => text !== undefined && text.fr === undefined).length;
}
