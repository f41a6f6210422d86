import { execFile } from 'node:child_process';
import { refused, type Answer } from './answer.ts';

/**
 * The demo has no kernel of its own: `journalctl -k` is handed to the machine's journalctl where there is one, and
 * where there is none the answer is the one a host without a readable journal gives, which means "could not look".
 */
export function readKernelLog(args: readonly string[]): Promise<Answer> {
  return new Promise((resolve) => {
    execFile('journalctl', [...args], { timeout: 5_000, maxBuffer: 8_000_000 }, (error, out, err) => {
      if (!error) return resolve({ code: 0, out, err });
      if (typeof error.code === 'number') return resolve({ code: error.code, out, err });
      return resolve(refused('No journal files were opened due to insufficient permissions.'));
    });
  });
}
