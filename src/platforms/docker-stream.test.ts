import { expect, test } from 'vitest';
import { multiplexed } from '#test/fakes/caprover-app.ts';
import { readDockerStream } from './docker-stream.ts';

test('a stream cut off in the middle of a frame gives what came', () => {
  const whole = multiplexed([
    { at: '2026-11-20T23:58:01Z', text: 'first' },
    { at: '2026-11-20T23:58:02Z', text: 'second' },
  ]);
  expect(readDockerStream(whole.subarray(0, whole.length - 4))).toBe(
    '2026-11-20T23:58:01Z first\n2026-11-20T23:58:02Z sec',
  );
});

test('text of a container with a terminal is not framed', () => {
  expect(readDockerStream(Buffer.from('2026-11-20T23:58:01Z plain\r\n2026-11-20T23:58:02Z text\r\n'))).toBe(
    '2026-11-20T23:58:01Z plain\n2026-11-20T23:58:02Z text',
  );
});

test('a line of several rows stays together', () => {
  const bytes = multiplexed([
    { at: '2026-11-20T23:58:02Z', text: 'later' },
    { at: '2026-11-20T23:58:01Z', text: 'Traceback\n  File "a.py"' },
  ]);
  expect(readDockerStream(bytes)).toBe(
    '2026-11-20T23:58:01Z Traceback\n  File "a.py"\n2026-11-20T23:58:02Z later',
  );
});

test('nothing gives nothing', () => {
  expect(readDockerStream(Buffer.alloc(0))).toBe('');
});
