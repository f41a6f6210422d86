import type { Phrase } from './phrase.ts';

/** `later`: give the job back for that long. */
export type JobOutcome = { readonly end: 'done' } | { readonly end: 'later'; readonly inMs: number };

/** Time for a worker that reloads its catalog, or for another one that has the right one, to be there. */
export const declineForMs = 2000;

export const expired: Phrase = {
  en: 'It was not started: no worker was free within a minute of the ask. Check that a worker is running (`/resus status`), then ask again.',
  fr: 'Pas lancé : aucun ouvrier n’était libre dans la minute. Vérifiez qu’un ouvrier tourne (`/resus status`), puis redemandez.',
};
export const otherCatalog: Phrase = {
  en: 'It was not started: the catalog changed after the ask, or the workers have another resus.yaml. Ask again; if it happens again, give all processes the same file.',
  fr: 'Pas lancé : le catalogue a changé après la demande, ou les ouvriers ont un autre resus.yaml. Redemandez ; si cela se répète, donnez le même fichier à tous les processus.',
};

/** A verdict that comes later than this after the ask finds nobody in front of the screen. */
export const startWithinMs = 60_000;
