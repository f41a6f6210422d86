import { AppError } from '#base/errors.ts';
import { readYaml } from '#catalog/read-yaml.ts';
import { type Action, actionSchema } from './action.ts';
import { type Diagnosis, diagnosisSchema } from './diagnosis.ts';
import { lintAction } from './lint-action.ts';
import { lintDiagnosis } from './lint.ts';

export type Library = {
  readonly diagnosis: Diagnosis;
  readonly actions: ReadonlyMap<string, Action>;
  /** Files whose action took the place of an earlier one of the same name: said aloud wherever it matters. */
  readonly replaced: readonly { readonly action: string; readonly file: string }[];
};
export type RunbookFile = { readonly file: string; readonly text: string };

/**
 * The texts of a library → runbooks. A diagnosis may be spread over several files of the same name: one has the tree,
 * others add verdicts. Throws `config_invalid` naming file and line.
 */
export function readLibrary(files: readonly RunbookFile[]): Library {
  const actions = new Map<string, Action>();
  const replaced: Library['replaced'][number][] = [];
  const wrong: string[] = [];
  const parts: Diagnosis[] = [];
  for (const { file, text } of files) {
    if (/^action:/m.test(text)) {
      const action = readYaml({ text, file, what: 'The runbook' }, actionSchema);
      if (actions.has(action.action)) replaced.push({ action: action.action, file });
      actions.set(action.action, action);
      wrong.push(...lintAction(action).map((problem) => `${file}: ${problem}`));
    } else {
      parts.push(readYaml({ text, file, what: 'The runbook' }, diagnosisSchema));
    }
  }
  const [first, ...rest] = parts;
  if (first === undefined) throw new AppError('config_invalid', 'The runbook library holds no diagnosis.');
  const diagnosis = rest.reduce<Diagnosis>(
    (all, part) => ({
      ...all,
      layers: all.layers.length > 0 ? all.layers : part.layers,
      tree: [...all.tree, ...part.tree],
      verdicts: { ...all.verdicts, ...part.verdicts },
    }),
    first,
  );
  const problems = [...wrong, ...lintDiagnosis(diagnosis, actions)];
  if (problems.length > 0)
    throw new AppError('config_invalid', `The runbook library cannot be used:\n${problems.join('\n')}`);
  return { diagnosis, actions, replaced };
}
