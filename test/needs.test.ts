import { afterEach, describe, expect, it, vi } from 'vitest';
import { makePath } from './setup-clone.ts';
import { findPart, getPart, missing } from './needs.ts';

describe('what a suite may need of the machine', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('is named when it is not there', () => {
    vi.stubEnv('PATH', makePath('/bin/true'));
    vi.stubEnv('RESUS_SERVER_DIRS', '');
    vi.stubEnv('RESUS_SSHD', '');
    vi.stubEnv('RESUS_CHROMIUM', '');
    expect(missing('sshd', 'chromium')).toBe('sshd, chromium');
    expect(() => getPart('sshd')).toThrow("describeWith(['sshd'], …)");
  });

  it('is where npm test found it, else where it usually lies', () => {
    vi.stubEnv('RESUS_CHROMIUM', '');
    vi.stubEnv('PATH', makePath('/bin/true'));
    vi.stubEnv('RESUS_SERVER_DIRS', '');
    vi.stubEnv('RESUS_SSHD', '/somewhere/sshd');
    expect(findPart('sshd')).toBe('/somewhere/sshd');
    expect(missing('sshd')).toBeUndefined();
    expect(findPart('chromium')).toBeUndefined();
  });
});
