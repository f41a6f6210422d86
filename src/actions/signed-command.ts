import { canonical } from '#base/canonical.ts';
import type { Phrase } from '#base/phrase.ts';
import type { Catalog } from '#catalog/catalog.ts';
import type { Actor } from './events.ts';
import type { AskPlan, DecidePlan } from './plan-commands.ts';

/** A signature for another purpose must not pass for one of ours. */
export const voteNamespace = 'resus';

/** A command from a terminal, as its author signs it: what, when, once, and by which catalog it was understood. */
export type SignedCommand = {
  readonly does:
    | { readonly kind: 'decide'; readonly planId: string; readonly decision: DecidePlan['does'] }
    | { readonly kind: 'ask'; readonly ask: Omit<AskPlan, 'requester' | 'trigger' | 'triggerId'> };
  /** Names the command: it works once. */
  readonly nonce: string;
  readonly at: number;
  readonly catalogHash: string;
  readonly signature: string;
};

/** Commands older or newer than this are refused: clocks differ, a copied command must not wait for its day. */
const windowMs = 5 * 60_000;
/** For how long a nonce must be remembered: longer than any command is good for. */
export const nonceLivesMs = 3 * windowMs;

/** The exact text that is signed. */
export function signedText({ does, nonce, at, catalogHash }: Omit<SignedCommand, 'signature'>): string {
  return `resus command v1\n${canonical({ does, nonce, at, catalogHash })}\n`;
}

export type Signer = { readonly by: Actor } | { readonly refused: Phrase };

export type SignerDeps = {
  readonly catalog: Catalog;
  readonly now: number;
  /** Finds whose key signed the text, by the catalog of whoever checks. */
  readonly findSigner: (
    keys: Readonly<Record<string, string>>,
    text: string,
    signature: string,
  ) => string | undefined;
};

/** The person behind a signed command, as this catalog knows them; or why it is nobody's. */
export function decideSigner(command: SignedCommand, { catalog, now, findSigner }: SignerDeps): Signer {
  if (command.catalogHash !== catalog.hash)
    return { refused: { ...otherCatalog, with: { theirs: command.catalogHash, ours: catalog.hash } } };
  if (Math.abs(now - command.at) > windowMs) return { refused: otherTime };
  const keys = Object.fromEntries(
    Object.entries(catalog.people).flatMap(([name, { ssh_key: key }]) =>
      key === undefined ? [] : [[name, key]],
    ),
  );
  const name = findSigner(keys, signedText(command), command.signature);
  return name === undefined ? { refused: nobody } : { by: { id: personId(catalog, name), via: 'cli' } };
}

/** One person is one id: an entry of one Slack user is that user, here as there. */
function personId({ people }: Catalog, name: string): string {
  const [only] = people[name]?.users ?? [];
  return only ?? `person:${name}`;
}

const otherCatalog: Phrase = {
  en: 'The worker has another resus.yaml ({ours}) than this command ({theirs}); nothing was counted. Use the same file on both.',
  fr: 'L’ouvrier a un autre resus.yaml ({ours}) que cette commande ({theirs}) ; rien n’a été compté. Utilisez le même fichier.',
};
const otherTime: Phrase = {
  en: 'The command was signed more than 5 minutes from the worker’s time; nothing was counted. Check the clocks, then repeat it.',
  fr: 'La commande a été signée à plus de 5 minutes de l’heure de l’ouvrier ; rien n’a été compté. Vérifiez les horloges, puis recommencez.',
};
const nobody: Phrase = {
  en: 'The signature is not by a key that `people` in the worker’s resus.yaml lists; nothing was counted.',
  fr: 'La signature n’est d’aucune clé que `people` liste dans le resus.yaml de l’ouvrier ; rien n’a été compté.',
};
export const usedCommand: Phrase = {
  en: 'This command was counted once already; nothing was counted again.',
  fr: 'Cette commande a déjà été comptée une fois ; rien n’a été compté de nouveau.',
};
