import { expect, test } from 'vitest';
import { api, now, section } from '#test/outages/read-report.ts';
import { opened, outageFrom, seen, t0 } from '#test/outages/sample-story.ts';
import { postMortem } from './post-mortem.ts';

test('what nobody saw come back is not told to have come back', () => {
  const resolved = { type: 'resolved', at: t0 + 60_000, by: 'U0SRE' } as const;
  const events = [opened(12), seen('down', 12), resolved];
  const outage = outageFrom(events);
  const text = postMortem({ outage, events, runs: [], plans: [], marks: [], service: api, now }, 'en');
  expect(section(text, 'Summary')).toContain(
    'It was said to be over: nothing that Resus was told saw it come back.',
  );
  expect(section(text, 'Open questions')).toContain('Is it up?');
  expect(text).not.toMatch(/It came back|made it come back|Up after/);
  expect(section(text, 'How long it took')).toMatch(/To recover.*\| not known \|/);
});
