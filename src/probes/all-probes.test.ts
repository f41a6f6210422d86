import { expect, test } from 'vitest';
import { locales } from '#base/phrase.ts';
import { exited } from '#test/recorded/recorded.ts';
import { targetOf } from '#test/recorded/target.ts';
import { allProbes } from './all-probes.ts';
import { probeTitle } from './probe-title.ts';

test('every probe of every layer is found', () => {
  const ids = new Set(allProbes.map(({ id }) => id));
  for (const id of ['process', 'disk', 'local', 'logs', 'proxy', 'deploy', 'platform', 'needs'])
    expect(ids).toContain(id);
});

test.each(locales)('people read a title, with the subject and the host, in %s', (locale) => {
  expect(probeTitle(locale, 'needs.postgres', 'web-1')).toMatch(/^D\S+ ?: postgres · web-1$/);
  expect(probeTitle(locale, 'access')).not.toBe('access');
  expect(probeTitle(locale, 'unheard-of')).toBe('unheard-of');
});

const onHosts = allProbes.filter(({ scope }) => scope === 'host');

test.each(onHosts)('$id claims nothing from a host that printed nothing', ({ read, asks }) => {
  const target = targetOf({
    run: { systemd: 'api' },
    listen: '127.0.0.1:8000',
    proxy: { nginx: '/etc/nginx/sites-enabled/api' },
    env: { required: ['SECRET_KEY'] },
    deploy: { dir: '/srv/api' },
    paths: [{ path: '/srv/api/media' }],
    needs: [{ redis: {} }],
  });
  const answers = Object.keys(asks(target) ?? {}).map((name) => [name, exited('')] as const);
  const seen = answers.length === 0 ? [] : [read(Object.fromEntries(answers), target)].flat();
  expect(
    seen.filter(({ status }) => status !== 'unknown').map(({ probe, status }) => ({ probe, status })),
  ).toEqual([]);
});
