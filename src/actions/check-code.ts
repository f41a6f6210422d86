import type { CodeCheck, Person } from './decide-vote.ts';
import { systemClock } from '#base/clock.ts';
import { totp, totpStepMs } from '#base/totp.ts';
import type { Log } from '#base/log.ts';
import type { Catalog } from '#catalog/catalog.ts';
import type { createCodeStore } from './redis-code-store.ts';
import { readReference } from '#secrets/read-reference.ts';

/** Clocks of phones differ: the step before and the one after count as well. */
const stepsAround = [0, -1, 1];

/** Whether a code is right for this person now. It is used up by that, and five wrong ones lock them out for a while. */
export function createCheckCode({
  codes,
  catalog,
  log,
}: {
  readonly codes: Pick<ReturnType<typeof createCodeStore>, 'try'>;
  readonly catalog: () => Catalog;
  readonly log: Log;
}) {
  return async (person: Person, code: string): Promise<CodeCheck> => {
    const seed = await seedOf(catalog(), person).catch((error: unknown) => {
      log.error({ err: error, person: person.actor.id }, 'the seed of a second factor cannot be read');
      return undefined;
    });
    if (seed === undefined) return 'no_seed';
    const now = systemClock.now();
    const typed = code.replaceAll(/\s/g, '');
    let counter: number | undefined;
    for (const step of stepsAround) {
      const at = now + step * totpStepMs;
      if ((await totp(seed, at)) === typed) counter = Math.floor(at / totpStepMs);
    }
    return codes.try(person.actor.id, counter, now);
  };
}

/** The seed of exactly this person: an entry of several people cannot have one. */
async function seedOf({ people }: Catalog, { actor }: Person): Promise<string | undefined> {
  for (const [name, { totp: reference, users = [] }] of Object.entries(people)) {
    const isTheirs = actor.id === `person:${name}` || (users.length === 1 && users[0] === actor.id);
    if (isTheirs && reference !== undefined) return (await readReference(reference)).trim();
  }
  return undefined;
}
