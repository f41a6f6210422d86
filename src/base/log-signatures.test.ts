import { describe, expect, it } from 'vitest';
import { loadRunbooks } from '#app/load-runbooks.ts';
import { scaled } from '#test/scaled.ts';

const { signatures, faults } = loadRunbooks();

describe('log signatures', () => {
  it('says what a line is about, never more', () => {
    expect(signatures.match("ModuleNotFoundError: No module named 'redis'")?.subject).toBe('redis');
    const read = ['  File "/usr/lib/python3.11/os.py", line 679, in __getitem__'];
    expect(signatures.match("KeyError: 'DATABASE_URL'", read)?.subject).toBe('DATABASE_URL');
  });
  it('does not take the name of an exception in a sentence for a crash', () => {
    expect(signatures.match('handled ValueError: bad input, answered 400')).toBeUndefined();
  });
  it('finds a general crash when nothing more telling is there', () => {
    expect(signatures.match("AttributeError: module 'app' has no attribute 'main'")).toMatchObject({
      id: 'py-exception',
      subject: 'AttributeError',
    });
  });

  it.each([
    ["Error: ENOSPC: System limit for number of file watchers reached, watch '/srv/app'", 'disk-full'],
    ["OSError: [Errno 99] Cannot assign requested address: connect to ('192.0.2.9', 5432)", 'bind-refused'],
    ["KeyError: 'TOTAL_AMOUNT'", 'py-env-missing'],
    ['git@git.example.test: Permission denied (publickey).', 'permission'],
  ])('takes %s for something else than %s', (line, id) => {
    expect(signatures.match(line)?.id).not.toBe(id);
  });
  it('reads from the lines before it that an address was refused to a client, not to a server', () => {
    const line = 'OSError: [Errno 99] Cannot assign requested address';
    const before = [
      '  File "/usr/lib/python3.11/socket.py", line 833, in create_connection',
      '    sock.connect(sa)',
    ];
    expect(signatures.match(line)?.id).toBe('bind-refused');
    expect(signatures.match(line, before)?.id).not.toBe('bind-refused');
  });

  it('goes through ten thousand lines in well under a second', () => {
    const samples = [...faults.values()].flatMap((fault) => fault.samples);
    const lines = Array.from({ length: 10_000 }, (_, at) =>
      at % 50 === 0
        ? (samples[at % samples.length] ?? '')
        : `10.0.0.${at % 250} GET /orders/${at} 200 in ${at} ms`,
    );
    const startedAt = performance.now();
    const found = lines.filter((line) => signatures.match(line) !== undefined);
    expect(found.length).toBeGreaterThan(100);
    expect(performance.now() - startedAt).toBeLessThan(scaled(2_000));
  });
});
