import type { Branch } from '#runbooks/diagnosis.ts';
import type { Proof } from './line.ts';
import { tryCover, type World, wholeWorld } from './try-cover.ts';

/** Does a cover still hold when the probe or verdict it names is taken away? Then it proves nothing. */
export function holdsWithoutIt(cover: Proof): boolean {
  const less = worldWithout(cover);
  if (less === undefined) return false;
  try {
    tryCover(cover, less);
    return true;
  } catch {
    return false;
  }
}

/** The world without what a cover names; undefined for covers that name no single probe or verdict. */
function worldWithout(cover: Proof): World | undefined {
  const { probes, diagnosis } = wholeWorld;
  if ('fact' in cover) {
    const id = cover.fact.split('.')[0];
    // Whether a host lets us in is told by every probe, not by one of its own.
    return id === 'access' ? undefined : { diagnosis, probes: probes.filter((probe) => probe.id !== id) };
  }
  if ('together' in cover) {
    return { diagnosis, probes: probes.filter(({ id }) => id !== cover.together[0]) };
  }
  if (!('verdict' in cover)) return undefined;
  const tree = diagnosis.tree.map(({ first, every, ...group }) => ({
    ...group,
    ...(first === undefined ? {} : { first: branchesWithout(first, cover.verdict) }),
    ...(every === undefined ? {} : { every: branchesWithout(every, cover.verdict) }),
  }));
  return { probes, diagnosis: { ...diagnosis, tree } };
}

function branchesWithout(branches: readonly Branch[], id: string): Branch[] {
  return branches.flatMap((branch): Branch[] => {
    const { then } = branch;
    if (typeof then === 'string') return then === id ? [] : [branch];
    // oxlint-disable-next-line unicorn/no-thenable -- a branch of the tree has a `then`
    if (!('named_by' in then)) return [{ ...branch, then: branchesWithout(then, id) }];
    const names = [branch.if.facts[then.named_by]].flat().filter((name) => name !== id);
    const facts = { ...branch.if.facts, [then.named_by]: names.map(String) };
    return [{ ...branch, if: { ...branch.if, facts } }];
  });
}
