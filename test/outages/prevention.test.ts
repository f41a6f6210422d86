import { expect, test } from 'vitest';
import { loadRunbooks } from '#app/load-runbooks.ts';
import { measureAgainst, preventions } from '#outages/report/prevention.ts';

const { diagnosis } = loadRunbooks();

test('every layer that can fail has something that prevents it', () => {
  const faulty = diagnosis.layers.filter((layer) => layer !== 'health');
  expect(faulty.filter((layer) => !(layer in preventions.byLayer))).toEqual([]);
});

test('every measure for a family of verdicts is for verdicts that exist', () => {
  const ids = Object.keys(diagnosis.verdicts);
  const idle = preventions.byVerdict.filter(([pattern]) => !ids.some((id) => pattern.test(id)));
  expect(idle.map(([pattern]) => pattern.source)).toEqual([]);
});

test.each([
  ['disk-full', 'host', 'Warn before the disk is full'],
  ['tls-expired', 'edge', 'Renew the certificate by itself'],
  ['oom-kernel', 'host', 'Find what takes the memory'],
  ['redis-oom', 'dependency', 'Give what it needs a monitor of its own'],
  ['db-auth-pg', 'dependency', 'Change passwords at both ends'],
  ['py-module-missing', 'code', 'Run the start-up check'],
  ['backend-not-running', 'process', 'Find out who or what stopped it'],
  ['need-down', 'dependency', 'Give what it needs a monitor of its own'],
])('against %s of %s: %s', (id, layer, says) => {
  expect(measureAgainst({ id, layer }).does.en).toContain(says);
});
