import { expect, test } from 'vitest';
import { section, whole } from '#test/outages/read-report.ts';
import { planAt, runAt, t0 } from '#test/outages/sample-story.ts';
import { begun, fixed, planned, rollbackPlan } from '#test/sample-plans.ts';
import { faulty } from '#test/sample-runs.ts';
import type { PostMortemOf } from './post-mortem-facts.ts';
import { postMortem } from './post-mortem.ts';

test('what changed on a host is told by the clock, once, however many looks saw it', () => {
  const [early, late] = [3, 4].map((ago) => ({ ...faulty, changed: [`${ago} min ago: code: /srv/x`] }));
  const runs = [runAt(60, 'run-1', early ?? faulty), runAt(125, 'run-2', late ?? faulty)];
  const changes = section(postMortem({ ...whole, runs, marks: [] }, 'en'), 'Commits and deploys');
  expect(changes.trim()).toBe('- about 2026-11-20 02:58 UTC — changed on the host: code (/srv/x)');
});

function asked(of: Partial<PostMortemOf>): string {
  return section(postMortem({ ...whole, ...of }, 'en'), 'Open questions');
}

test('a deploy is asked about by its name when it came before, and not when it came after', () => {
  expect(asked({})).toContain('Did the deploy 5 min before set it off (release 41 by the pipeline)?');
  const marks = whole.marks.map((mark) => ({ ...mark, at: t0 + 60_000 }));
  expect(asked({ marks })).toContain('Did one of the changes around it set it off?');
  expect(section(postMortem({ ...whole, marks }, 'en'), 'Summary')).not.toContain('after a deploy');
});

test('a rollback that cured settles the verdict it rests on, and leaves the release to be corrected', () => {
  const unknown = [{ probe: 'files', why: { en: 'no process', fr: 'aucun processus' } }];
  const runs = [runAt(13, 'run-1', { ...faulty, confidence: 'likely', unknown })];
  const cured = (verdictId: string): Partial<PostMortemOf> => {
    const plan = { ...rollbackPlan, evidence: { ...rollbackPlan.evidence, verdictId } };
    return { runs, plans: [planAt(14, 'plan-1', [planned(plan), ...begun, fixed])] };
  };
  expect(asked(cured(faulty.id))).not.toMatch(/Is the verdict right|could not be checked/);
  expect(asked(cured('disk-full'))).toContain('Is the verdict right? Resus was not certain.');
  expect(asked(cured('disk-full'))).toContain(
    'Would the verdict be another with what could not be checked: `files`?',
  );
  const prevention = section(postMortem({ ...whole, ...cured(faulty.id) }, 'en'), 'Prevention');
  expect(prevention).toContain('until then the next deploy brings it again | `rollback` |');
  expect(prevention).not.toContain('blind-spots');
});
