import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { AppError } from '#base/errors.ts';

/** Reads what the catalog only refers to. Throws `config_missing` or `config_invalid` without ever quoting a value. */
export async function readReference(reference: string): Promise<string> {
  const [kind, name] = splitReference(reference);
  if (kind === 'env') {
    const value = process.env[name];
    if (value === undefined || value === '')
      throw new AppError(
        'config_missing',
        `The environment variable ${name} is not set (the catalog refers to it as ${reference}).`,
      );
    return value;
  }
  const path = resolve(name.replace(/^~(?=\/)/, homedir()));
  const info = await stat(path).catch((cause: unknown) => {
    throw new AppError(
      'config_missing',
      `The file ${path} cannot be read (the catalog refers to it as ${reference}).`,
      { cause },
    );
  });
  if ((info.mode & 0o077) !== 0) {
    throw new AppError(
      'config_invalid',
      `The file ${path} holds a secret but others may read it. Run: chmod 600 ${path}`,
    );
  }
  return readFile(path, 'utf8');
}

function splitReference(reference: string): ['env' | 'file', string] {
  const at = reference.indexOf(':');
  return [reference.slice(0, at) === 'env' ? 'env' : 'file', reference.slice(at + 1)];
}
