import { describe, expect, it } from 'vitest';
import { exited, recordedPart } from '#test/recorded/recorded.ts';
import { targetOf } from '#test/recorded/target.ts';
import { logs } from './logs.ts';
import type { Seen } from './probe.ts';

function see(unit: string): Seen {
  const answers = { journal: exited(recordedPart('journal.txt', unit)) };
  return [logs.read(answers, targetOf({ run: { systemd: unit } }))].flat()[0] as Seen;
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
});
