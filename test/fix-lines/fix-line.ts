import type { FactsByProbe } from '#test/verdicts/facts.ts';

/** What stands behind a fix: the action, and what it would run for a service as the guide has it. */
export type FixProof = {
  readonly action: string;
  readonly service: Record<string, unknown>;
  readonly saw?: readonly FactsByProbe[];
  readonly params?: Readonly<Record<string, string>>;
  /** The commands or calls of the plan, in order; those of its rollback after them. */
  readonly runs: readonly string[];
  readonly risk: 'low' | 'high' | 'critical';
  readonly os?: 'windows';
  /** The test on a real host that proves the cure from outside: a file of test/actions and the test's name. */
  readonly lab?: readonly [file: string, name: string];
};
export type RefusedProof = { readonly refused: string };
/** Seen like this after a fix, it does not count as fixed, whatever exit code the fix had. */
export type VerifyProof = { readonly notFixed: FactsByProbe; readonly probe: string };
export type Gap = { readonly gap: string };

export type FixCover = FixProof | RefusedProof | VerifyProof | Gap;
export type FixLine = { readonly id: string; readonly text: string; readonly by: readonly FixCover[] };

export function fixLine(id: string, text: string, ...by: FixCover[]): FixLine {
  return { id, text, by };
}

export function labelsOf({ by }: FixLine): string[] {
  return [
    ...new Set(
      by.flatMap((cover) =>
        'action' in cover
          ? [`\`${cover.action}\``]
          : 'refused' in cover
            ? [`\`${cover.refused}\`, refused with the reason`]
            : 'probe' in cover
              ? [`\`${cover.probe}\``]
              : [],
      ),
    ),
  ];
}
