import type { Clock } from '#base/clock.ts';
import type { Phrase } from '#base/phrase.ts';
import type { Catalog } from '#catalog/catalog.ts';
import type { AskedPlan, AskPlan, DecidedPlan, DecidePlan } from './plan-commands.ts';
import { decideSigner, type SignedCommand, type SignerDeps, usedCommand } from './signed-command.ts';

export type CarryOutDeps = {
  readonly catalog: () => Catalog;
  readonly clock: Clock;
  readonly findSigner: SignerDeps['findSigner'];
  /** True the first time a nonce is seen, false ever after. */
  readonly claimNonce: (nonce: string) => Promise<boolean>;
  readonly ask: (command: AskPlan) => Promise<AskedPlan>;
  readonly decide: (command: DecidePlan) => Promise<DecidedPlan>;
};

/** The answer to a signed command, as the terminal shows it. */
export type SignedAnswer =
  | { readonly outcome: 'counted'; readonly says: Phrase }
  | { readonly outcome: 'needs_code' }
  | { readonly outcome: 'refused'; readonly message: Phrase }
  | Exclude<AskedPlan, { readonly outcome: 'refused' }>;

/**
 * Carries out a command from a terminal: who gave it is proven to this process, against its own catalog; the caller's word
 * counts for nothing. A signature works once.
 */
export function createCarryOutSigned(deps: CarryOutDeps) {
  return async (command: SignedCommand): Promise<SignedAnswer> => {
    const { findSigner } = deps;
    const signer = decideSigner(command, { catalog: deps.catalog(), now: deps.clock.now(), findSigner });
    if ('refused' in signer) return { outcome: 'refused', message: signer.refused };
    if (!(await deps.claimNonce(command.nonce))) return { outcome: 'refused', message: usedCommand };
    const { by } = signer;
    const { does, signature } = command;
    if (does.kind === 'decide') {
      const { planId, decision } = does;
      const clickId = `cli/${command.nonce}`;
      const decided = await deps.decide({ planId, by, clickId, does: decision, signature });
      return decided.outcome === 'needs_code' ? { outcome: 'needs_code' } : decided;
    }
    const { slack, services } = deps.catalog();
    const channel = services[does.ask.service]?.channel ?? slack.channel;
    return deps.ask({
      ...does.ask,
      requester: by,
      // The thread is where everyone sees it, when Slack is there again.
      trigger: { by: 'cli', actor: by.id, ...(channel === undefined ? {} : { channel }) },
      triggerId: command.nonce,
    });
  };
}
