import { describe, expect, test } from 'vitest';
import { locales } from '#base/phrase.ts';
import { api, headings, now, section, whole } from '#test/outages/read-report.ts';
import {
  outageFrom,
  opened,
  planAt,
  resusAsks,
  runAt,
  seen,
  storyEvents,
  t0,
} from '#test/outages/sample-story.ts';
import { approved, begun, planned, restartPlan, rollbackPlan, stepEnded } from '#test/sample-plans.ts';
import { couldNotLook, faulty, healthy } from '#test/sample-runs.ts';
import type { PostMortemOf } from './post-mortem-facts.ts';
import { postMortem } from './post-mortem.ts';

/** Field of A.Z of the probes' reference → where it stands, in each language. */
const fields: Readonly<Record<string, readonly [en: string, fr: string]>> = {
  'status board': ['Status board', 'Tableau d’état'],
  'start and end time': ['Start and end', 'Début et fin'],
  verdict: ['Verdict', 'Verdict'],
  'evidence list': ['Evidence', 'Preuves'],
  'impact: affected, not affected, data loss': ['Impact', 'Impact'],
  'root causes': ['Root causes', 'Causes profondes'],
  'commits and deploys in the window': ['Commits and deploys', 'Commits et déploiements'],
  'fix chosen, approvers, exact command, before and after': ['What was tried', 'Ce qui a été tenté'],
  'verification table': ['Verification', 'Vérification'],
  'log bundle link': ['Logs and evidence files', 'Journaux et fichiers de preuves'],
  'prevention actions with owner': ['Prevention', 'Prévention'],
  'next escalation contact': ['Next escalation contact', 'Prochain contact d’escalade'],
};

describe.each(locales)('in %s', (locale) => {
  const text = postMortem(whole, locale);
  const at = locale === 'en' ? 0 : 1;

  test.each(Object.entries(fields))('the report has the field "%s", filled in', (_field, titles) => {
    expect(section(text, titles[at]).trim().length).toBeGreaterThan(20);
  });

  test('no hole is left in any sentence', () => {
    expect(text).not.toMatch(/\{[a-z][\w.]*\}|undefined|\bNaN\b|\[object/);
  });

  test('even an outage nobody knows anything about has every part', () => {
    const events = [opened(0, { by: 'U0SRE' })];
    const bare: PostMortemOf = {
      outage: outageFrom(events),
      events,
      runs: [],
      plans: [],
      marks: [],
      service: api,
      now,
    };
    expect(headings(postMortem(bare, locale)).slice(1)).toEqual(headings(text).slice(1));
  });
});

test('English and French say the same parts, and none of them twice', () => {
  const [en, fr] = [postMortem(whole, 'en'), postMortem(whole, 'fr')];
  expect(headings(fr)).toHaveLength(headings(en).length);
  expect(new Set(headings(en)).size).toBe(headings(en).length);
  expect(section(en, 'Status board')).toContain('in English');
  expect(section(fr, 'Tableau d’état')).toContain('en français');
});

function summary(of: Partial<PostMortemOf>): string {
  return section(postMortem({ ...whole, ...of }, 'en'), 'Summary').trim();
}

describe('the summary', () => {
  test('of one that was fixed names the cause, the fix and who approved it', () => {
    expect(summary({})).toBe(
      'Payments API was down for 1 min, between 2026-11-20 03:00:00 UTC and 2026-11-20 03:01:00 UTC. ' +
        'It began 5 min after a deploy: release 41 by the pipeline. ' +
        'Cause: payments-backend crashes at start: the module psycopg is missing (certain: everything that matters was seen); 1 more below. ' +
        '“Restart Payments API \\<1\\>”, approved by Rosa, fixed it: proven from outside 13 s after its start.',
    );
  });

  test('of one that goes on says so, and claims no end', () => {
    const events = [opened(12), seen('down', 12)];
    expect(summary({ outage: outageFrom(events), events, runs: [], plans: [], marks: [] })).toBe(
      'Payments API has been down since 2026-11-20 03:00:00 UTC, for 6 min 40 s so far. No cause was proven. Nothing was proven to fix it yet.',
    );
  });

  test('of one that came back by itself credits no action', () => {
    const events = [opened(12), seen('down', 12), seen('up', 60), seen('down', 102), seen('up', 130)];
    expect(summary({ outage: outageFrom(events), events, runs: [], plans: [], marks: [] })).toContain(
      'in 2 stretches. No cause was proven. It came back without an action of Resus that was proven to cure it.',
    );
  });

  test('of one whose diagnosis is no longer stored says that its evidence is gone', () => {
    expect(summary({ runs: [] })).toContain(
      'the module psycopg is missing (its evidence is no longer stored).',
    );
  });
});

describe('what is not known', () => {
  test('data loss is a question, never an answer', () => {
    const text = postMortem(whole, 'en');
    expect(section(text, 'Impact')).toContain('Not known to Resus');
    expect(section(text, 'Open questions')).toContain('- [ ] Was data lost or written twice?');
  });

  test('availability is told only from results of a monitor while it lasted', () => {
    expect(section(postMortem(whole, 'en'), 'Impact')).toContain('no monitor’s results are stored');
    const span = { from: t0, results: 4, bad: 3, meanMs: 20, mostMs: 3000 };
    const samples = [{ monitor: 'api/public', spans: [{ ...span, from: t0 - 600_000, bad: 0 }, span] }];
    const impact = section(postMortem({ ...whole, samples }, 'en'), 'Impact');
    expect(impact).toContain('| `api/public` | 3 of 4 | 25 % | 3 s |');
  });

  test('availability of results that are stored one by one is cut at the first failure and at the end', () => {
    const spans = [-5, 0, 30, 60, 90].map((seconds) => ({
      from: t0 + seconds * 1000,
      results: 1,
      bad: seconds === 0 || seconds === 30 ? 1 : 0,
      meanMs: 20,
      mostMs: 20,
    }));
    const samples = [{ monitor: 'api/public', spans, isExact: true }];
    const impact = section(postMortem({ ...whole, samples }, 'en'), 'Impact');
    expect(impact).toContain('While it lasted:\n');
    expect(impact).toContain('| `api/public` | 2 of 2 | 0 % | 20 ms |');
  });

  test('what a blind look found is neither a cause nor an impact', () => {
    const runs = [runAt(13, 'run-blind', { ...couldNotLook, affected: faulty.affected })];
    const text = postMortem({ ...whole, runs, plans: [] }, 'en');
    expect(section(text, 'Root causes')).toContain('None was proven: fill in.');
    expect(section(text, 'Impact')).not.toContain('users of the API');
    expect(section(text, 'Impact')).toContain('nothing that Resus looked at: fill in');
    expect(section(text, 'Open questions')).toContain('What was the cause? None was proven.');
    expect(section(text, 'Open questions')).toContain('Resus was not certain');
  });

  test('a verdict that was only provisional is no cause yet', () => {
    const runs = [runAt(13, 'run-early', { ...faulty, provisional: true })];
    expect(section(postMortem({ ...whole, runs }, 'en'), 'Root causes')).toContain(
      'None was proven: fill in.',
    );
  });

  test('a person who was first leaves the time to detect open, and asks why', () => {
    const events = [opened(30, { by: 'U0ASKER' }), ...storyEvents.slice(2, 4)];
    const text = postMortem({ ...whole, outage: outageFrom(events), events, plans: [] }, 'en');
    expect(section(text, 'How long it took')).toContain(
      '| To detect (first failure → first told) | not known |',
    );
    expect(section(text, 'Open questions')).toContain('Why did a person see it before any monitor?');
    expect(section(text, 'Prevention')).toContain('`no-monitor`');
  });

  test('a verdict called wrong is asked about, with who said so', () => {
    const runs = [runAt(13, 'run-1', faulty, { type: 'rated', at: now, by: 'U0SRE', isRight: false })];
    const text = postMortem({ ...whole, runs }, 'en');
    expect(section(text, 'Open questions')).toContain('What was it really? Rosa says the verdict was wrong.');
    expect(section(text, 'What worked, what did not')).toContain('Rosa says the verdict of run-1 was wrong');
  });
});

test('two roots found by different looks both stand there, the same one once, with evidence by number', () => {
  const second = { ...faulty, id: 'disk-full', layer: 'host', otherCauses: [], symptoms: [] };
  const runs = [runAt(13, 'run-1', faulty), runAt(80, 'run-2', second), runAt(90, 'run-3', healthy)];
  const causes = section(postMortem({ ...whole, runs }, 'en'), 'Root causes');
  expect(causes.match(/^### /gm)).toHaveLength(3);
  expect(causes).toContain('`disk-full`, `host`');
  expect(causes.match(/Evidence: E\d/g)).toHaveLength(3);
});

test('each plan shows who asked, who approved or not, what ran where, and how it ended', () => {
  const at = 1_795_220_000_000;
  const sre = { id: 'U0SRE', via: 'slack' } as const;
  const plans = [
    planAt(14, 'plan-1', [
      planned(restartPlan),
      { type: 'denied', at: at + 5000, by: sre, reason: 'not a | restart' },
    ]),
    planAt(60, 'plan-2', [
      planned(rollbackPlan, { need: 2 }),
      { ...approved, breakGlass: 'alone at night' } as typeof approved,
      ...begun.slice(1),
      stepEnded({ outcome: 'failed', code: 1, output: 'fatal: ```oops```\n' }),
      {
        type: 'step_unknown',
        at: at + 30_000,
        step: 'web-1-otherwise-1-git-rollback',
        says: { en: 'host gone', fr: 'hôte parti' },
      },
    ]),
    planAt(200, 'plan-3', [resusAsks(restartPlan)]),
  ];
  const text = postMortem({ ...whole, plans }, 'en');
  const tried = section(text, 'What was tried');
  expect(tried).toContain('No action was proven to cure it.');
  expect(tried).toContain('Turned down by Rosa, 2026-11-20 03:00:19 UTC');
  expect(tried).toContain('Outcome: not a \\| restart');
  expect(tried).toContain('Nothing of it ran.');
  expect(tried).toContain(
    'Approved by Rosa, 2026-11-20 03:01:20 UTC, alone, breaking the glass: alone at night',
  );
  expect(tried).toContain('# web-2 (bot@192.0.2.6)\nsudo -n systemctl restart payments-backend');
  expect(tried).toContain('# if it does not cure\nsudo -n /usr/local/sbin/resus-step api git-rollback');
  expect(tried).toContain('outcome unknown: host gone');
  expect(tried).toContain('````text\nfatal: ```oops```\n````');
  expect(tried).toContain('Approved by nobody');
  expect(section(text, 'Open questions')).toContain('The outcome of a step was not seen.');
  expect(section(text, 'Prevention')).toContain('`break-glass`');
});

function contact(service: Partial<PostMortemOf['service']>, more: PostMortemOf['events'] = []): string {
  const events = [...storyEvents.slice(0, 2), ...more];
  const of = { ...whole, events, outage: outageFrom(events), service: { ...api, ...service } as typeof api };
  return section(postMortem(of, 'en'), 'Next escalation contact').trim();
}

function called(level: number, to: string) {
  return { type: 'escalated', at: now, level, to } as const;
}

describe('who is called next', () => {
  const escalate = [
    { after: 600_000, to: 'sre' },
    { after: 1_200_000, to: 'cto' },
  ];
  test('is the first level that was not called', () => {
    expect(contact({ escalate })).toBe('sre, 10 min after it went down.');
    expect(contact({ escalate }, [called(0, 'sre')])).toBe('cto, 20 min after it went down.');
  });
  test('is the first again when it is over', () => {
    expect(contact({ escalate }, [called(0, 'sre'), { type: 'resolved', at: now }])).toBe(
      'If it comes back: sre, after 10 min.',
    );
  });
  test('is nobody when all were called, or nobody is named', () => {
    expect(contact({ escalate }, [called(0, 'sre'), called(1, 'cto')])).toContain(
      'all 2 levels of the ladder were called, cto last',
    );
    expect(contact({})).toContain('Nobody is named');
    expect(contact({ owners: ['sre', 'web'] })).toContain('the owners are sre, web');
  });
});

test('who ended it by hand and why stands beside the end', () => {
  const resolved = { type: 'resolved', at: t0 + 90_000, by: 'U0SRE', reason: 'a full `disk`' } as const;
  const events = [...storyEvents.slice(0, 2), resolved];
  const text = postMortem({ ...whole, events, outage: outageFrom(events) }, 'en');
  expect(section(text, 'Start and end')).toContain(
    'Resolved: 2026-11-20 03:01:30 UTC, by Rosa: a full \\`disk\\`',
  );
});

test('of half a hundred things ruled out the first are shown, and the rest counted', () => {
  const ruledOut = Array.from({ length: 60 }, (_, i) => ({
    id: `cause-${i}`,
    layer: 'host',
    title: { en: 'one', fr: 'une' },
    because: [`x = ${i}`],
  }));
  const verdict = section(
    postMortem({ ...whole, runs: [runAt(13, 'run-1', { ...faulty, ruledOut })] }, 'en'),
    'Verdict',
  );
  expect(verdict).toContain('one (`cause-14`) — `x = 14`\n- … and 45 more, in the evidence file.');
});

test('the timeline names each day once', () => {
  const events = [...storyEvents.slice(0, 2), { type: 'resolved', at: t0 + 86_400_000 } as const];
  const of = { ...whole, events, outage: outageFrom(events), runs: [], plans: [] };
  const timeline = section(postMortem(of, 'en'), 'Timeline');
  expect(timeline.match(/^\*\*.*$/gm)).toEqual(['**2026-11-20, UTC**', '**2026-11-21, UTC**']);
  expect(timeline).toContain('- 03:00:12 — A monitor says it is down');
});

test('linked outages name each other', () => {
  const events = [
    ...storyEvents.slice(0, 2),
    { type: 'gathered', at: now, outageId: 'out-2', service: 'worker' } as const,
    { type: 'linked', at: now, under: 'out-9', root: 'host/web-1' } as const,
  ];
  const text = postMortem({ ...whole, events, outage: outageFrom(events) }, 'en');
  expect(section(text, 'Linked outages')).toContain('- Part of outage out-9\n- worker: out-2');
  expect(section(text, 'Impact')).toContain('worker failed of the same cause (out-2)');
});
