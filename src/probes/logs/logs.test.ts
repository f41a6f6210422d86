import { describe, expect, it } from 'vitest';
import { exited, recordedPart } from '#test/recorded/recorded.ts';
import { targetOf } from '#test/recorded/target.ts';
import { logs } from './logs.ts';
import type { Seen } from '../probe.ts';

function see(unit: string): Seen {
  const answers = { journal: exited(recordedPart('journal.txt', unit)) };
  return [logs.read(answers, targetOf({ run: { systemd: unit } }))].flat()[0] as Seen;
}

function file(prelude: string, ...said: string[]): Seen {
  const target = targetOf({
    run: { process: { dir: '/srv/api', start: './main.py', log: '/srv/api/app.log' } },
  });
  return [
    logs.read({ '/srv/api/app.log': exited(`${prelude}\n${said.join('\n')}\n`) }, target),
  ].flat()[0] as Seen;
}

function trace(last: string): string[] {
  return ['Traceback (most recent call last):', '  File "main.py", line 1', last];
}

describe('what a service said since its last start', () => {
  it.each([
    ['j-gun-import', 'py-module-missing', 'nosuchmod'],
    ['j-gun-env', 'py-env-missing', 'SECRET_KEY'],
    ['j-gun-attr', 'gun-app-load', 'nope'],
    ['j-gun-port', 'port-in-use', undefined],
    ['j-uvi-db', 'db-unreachable-pg', undefined],
    ['j-uvi-import', 'py-module-missing', 'nosuchmod'],
  ])('%s failed for %s', (unit, root, subject) => {
    const { status, facts, evidence } = see(unit);
    expect(status).toBe('bad');
    expect(facts['rootSignature']).toBe(root);
    expect(facts['rootSubject']).toBe(subject);
    expect(evidence[0]?.about).toContain('rootSignature');
  });

  it('finds nothing wrong with a healthy start, and where it listens', () => {
    expect(see('j-gun-ok')).toMatchObject({
      status: 'ok',
      facts: { signatures: [], boundTo: 'http://127.0.0.1:8201', boundPort: 8201, workerBoots: 1 },
    });
  });

  it('forgets what was wrong before the start that works now', () => {
    expect(see('j-fixed').facts['rootSignature']).toBe('none');
  });

  it('forgets it for a service that prints nothing when it works', () => {
    expect(see('j-mute').facts['rootSignature']).toBe('none');
  });

  it('takes no cause from a service that somebody stopped', () => {
    expect(see('j-stopped')).toMatchObject({ status: 'ok', facts: { signatures: [] } });
  });

  it('reads bytes that are no text, and terminal colours', () => {
    expect(see('j-binary').facts['sources']).toEqual(['journal']);
  });

  it('finds nothing in the journal of a unit that does not exist', () => {
    expect(see('nosuch').facts).toMatchObject({ signatures: [], goodSigns: [] });
  });

  it('cannot look when the login may not read the journal', () => {
    expect(see('denied')).toMatchObject({ status: 'unknown', facts: {} });
  });

  const now = 'resus-now=1795217569 2026-11-21T01:32:49Z'; // the host is two hours ahead
  const refused = 'OSError: could not connect to server: Connection refused';

  it('leaves out what a file says about an earlier life of the process', () => {
    const runs = `${now}\nresus-runs=  600\nresus-written=1795217560`;
    expect(file(runs, '2026-11-21 01:10:00,123 ERROR down', refused).facts['rootSignature']).toBe('none');
    expect(file(runs, '2026-11-21 01:25:00,123 ERROR down', refused).facts['rootSignature']).toBe(
      'db-unreachable-pg',
    );
    expect(file(`${now}\nresus-runs=600\nresus-written=1795210000`, refused).facts['rootSignature']).toBe(
      'none',
    );
  });

  it('leaves out what a service that runs has outlived, but not what it said when it started', () => {
    const runs = `${now}\nresus-runs=7200\nresus-written=1795217560`;
    const at = (time: string): unknown =>
      file(runs, `2026-11-21 ${time} ERROR down`, refused).facts['rootSignature'];
    expect(at('00:45:00')).toBe('none');
    expect(at('01:30:00')).toBe('db-unreachable-pg');
    expect(file(runs, '2026-11-20 23:33:00 ERROR down', refused).facts['rootSignature']).toBe(
      'db-unreachable-pg',
    );
  });

  it('takes the newest of several failed starts that no line parts', () => {
    const said = [
      ...trace("ModuleNotFoundError: No module named 'a'"),
      ...trace("ImportError: cannot import name 'b' from 'c'"),
    ];
    expect(file(now, ...said).facts).toMatchObject({ rootSignature: 'py-import-name', starts: 2 });
  });
});
