import { loadKinds } from '#base/load-kinds.ts';
import type { NeedKind } from './need-kind.ts';

/** Every kind of dependency, by its key under `needs:`; each is one file of this folder. `need-….ts` is what asks them all. */
export const needKinds: ReadonlyMap<string, NeedKind> = await loadKinds<NeedKind>({
  registry: import.meta.filename,
  files: '!(need|needs|need-*).ts',
  called: 'kind of dependency',
  isA: 'need',
  parts: ['schema', 'examples'],
});

export function needKindOf(id: string): NeedKind {
  const kind = needKinds.get(id);
  if (kind === undefined) throw new TypeError(`no kind of dependency is called ${id}`); // the catalog lets none through
  return kind;
}
