import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Redis } from 'ioredis';

export type Script = (
  redis: Redis,
  keys: readonly string[],
  args: readonly (string | number)[],
) => Promise<unknown>;

type Command = (keyCount: number, ...rest: readonly (string | number)[]) => Promise<unknown>;

const src = join(import.meta.dirname, '..');
const include = /^--- @include "([a-z/-]+\.lua)"\n/gm;

/**
 * The Lua script in `src/FOLDER/NAME.lua`, which stands beside the store that uses it. Functions that scripts share are named
 * by `--- @include "folder/name.lua"` on a line of its own. ioredis sends a script whole once a connection, and its hash
 * afterwards, so calls keep their order.
 */
export function readScript(file: string): Script {
  const lua = readLua(file);
  const name = `resus:${file}`;
  const taught = new WeakSet<Redis>();
  return (redis, keys, args) => {
    if (!taught.has(redis)) {
      redis.defineCommand(name, { lua });
      taught.add(redis);
    }
    const command = Reflect.get(redis, name) as Command;
    return command.call(redis, keys.length, ...keys, ...args);
  };
}

/** The text of a script with everything that it includes. */
export function readLua(file: string): string {
  return readFileSync(join(src, file), 'utf8').replaceAll(include, (_line, name: string) => readLua(name));
}
