import { AppError } from '#base/errors.ts';
import { readYaml } from '#catalog/read-yaml.ts';
import { verbs } from '#catalog/verb.ts';
import { type Action, actionSchema } from './action.ts';
import { type Diagnosis, diagnosisSchema, type VerdictText } from './diagnosis.ts';
import { createSignatures, type Signatures } from '#base/log-signatures.ts';
import { lintAction } from './lint-action.ts';
import type { KnownFacts } from './lint-facts.ts';
import { lintSignatures } from './lint-signatures.ts';
import { lintDiagnosis, verdictsNamedIn } from './lint.ts';
import {
  type ReadSignature,
  readSignatures,
  signatureOf,
  type SignatureFile,
  verdictTextOf,
} from './signature.ts';

export type Library = {
  readonly diagnosis: Diagnosis;
  readonly actions: ReadonlyMap<string, Action>;
  /** Every fault that logs show, and all of them as one matcher. */
  readonly faults: ReadonlyMap<string, SignatureFile>;
  readonly signatures: Signatures;
  /** Files whose action took the place of an earlier one of the same name: said aloud wherever it matters. */
  readonly replaced: readonly { readonly action: string; readonly file: string }[];
};
export type RunbookFile = { readonly file: string; readonly text: string };

/**
 * The texts of a library → runbooks. A diagnosis may be spread over several files of the same name: one has the tree,
 * others add verdicts, and every signature that can be a cause is one more. With `facts`, conditions and texts are held
 * against what probes can tell; `capabilities` is what `can:` may ask for (absent: verbs only). Throws `config_invalid` naming file and line.
 */
export function readLibrary(
  files: readonly RunbookFile[],
  facts?: KnownFacts,
  capabilities: ReadonlySet<string> = new Set(verbs),
): Library {
  const isSignature = ({ text }: RunbookFile): boolean => /^signature:/m.test(text);
  const { actions, replaced, wrong, parts } = readRunbooks(
    files.filter((file) => !isSignature(file)),
    capabilities,
  );
  const read = readSignatures(files.filter(isSignature));
  const [first, ...rest] = parts;
  if (first === undefined) throw new AppError('config_invalid', 'The runbook library holds no diagnosis.');
  const merged = rest.reduce<Diagnosis>(
    (all, part) => ({
      ...all,
      layers: all.layers.length > 0 ? all.layers : part.layers,
      sets: { ...all.sets, ...part.sets },
      logs_are_old: all.logs_are_old ?? part.logs_are_old,
      tree: [...all.tree, ...part.tree],
      verdicts: { ...all.verdicts, ...part.verdicts },
    }),
    first,
  );
  // A fault of the user takes the place of a built-in one of the same name.
  const found = [...new Map(read.signatures.map((one) => [one.data.signature, one])).values()];
  const signatures = createSignatures(found.map(({ data }) => signatureOf(data)));
  const diagnosis = withSignatures(merged, found);
  const problems = [
    ...wrong,
    ...read.problems,
    ...lintSignatures(found, signatures, { ...diagnosis, actions, facts }),
    ...lintDiagnosis(diagnosis, actions, facts),
  ];
  if (problems.length > 0)
    throw new AppError('config_invalid', `The runbook library cannot be used:\n${problems.join('\n')}`);
  const faults = new Map(found.map(({ data }) => [data.signature, data]));
  return { diagnosis, actions, faults, signatures, replaced };
}

function readRunbooks(files: readonly RunbookFile[], capabilities: ReadonlySet<string>) {
  const actions = new Map<string, Action>();
  const replaced: Library['replaced'][number][] = [];
  const wrong: string[] = [];
  const parts: Diagnosis[] = [];
  for (const { file, text } of files) {
    if (/^action:/m.test(text)) {
      const action = readYaml({ text, file, what: 'The runbook' }, actionSchema);
      if (actions.has(action.action)) replaced.push({ action: action.action, file });
      actions.set(action.action, action);
      wrong.push(...lintAction(action, capabilities).map((problem) => `${file}: ${problem}`));
    } else {
      parts.push(readYaml({ text, file, what: 'The runbook' }, diagnosisSchema));
    }
  }
  return { actions, replaced, wrong, parts };
}

/** The verdicts of the files and, for every signature that can be one, of the signatures. Named lists are spread out. */
function withSignatures(diagnosis: Diagnosis, found: readonly ReadSignature[]): Diagnosis {
  const { sets } = diagnosis;
  const spread = (ids: readonly string[]): string[] => ids.flatMap((id) => sets[id] ?? [id]);
  const named = new Set(verdictsNamedIn(diagnosis));
  const faults = found
    .filter(({ data }) => data.level === 'root' || named.has(data.signature))
    .map(({ data }) => [data.signature, verdictTextOf(data)] as const);
  const verdicts: Record<string, VerdictText> = Object.fromEntries(faults);
  // A verdict that direct looks lead to as well has its words in a file of its own; the log adds what it brings about.
  for (const [id, text] of Object.entries(diagnosis.verdicts)) {
    const fault = verdicts[id];
    const explains = [...new Set([...text.explains, ...(fault?.explains ?? [])])];
    verdicts[id] = { ...fault, ...text, explains };
  }
  const rootLayers = Object.fromEntries(
    found.filter(({ data }) => data.level === 'root').map(({ data }) => [data.signature, data.layer]),
  );
  return {
    ...diagnosis,
    rootLayers,
    verdicts: Object.fromEntries(
      Object.entries(verdicts).map(([id, text]) => [id, { ...text, explains: spread(text.explains) }]),
    ),
  };
}

/** One line for each built-in action that is no longer the built-in one. */
export function replacedIn({ replaced }: Library): string[] {
  return replaced.map(({ action, file }) => `${file} replaces the action \`${action}\` of the same name`);
}
