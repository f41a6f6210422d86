import { idOf } from '#base/ids.ts';
import { say } from '#base/phrase.ts';
import type { Catalog } from '#catalog/catalog.ts';
import type { PlanRun } from './events.ts';

export type TellBreakGlassDeps = {
  readonly catalog: () => Catalog;
  readonly usersIn: (names: readonly string[]) => Promise<readonly string[]>;
  readonly postNotice: (id: string, channel: string, text: string) => Promise<void>;
};

/** Who approves alone is seen by all: in the service's channel, else in the ops channel; and its owners in private. */
export function createTellBreakGlass({ catalog, usersIn, postNotice }: TellBreakGlassDeps) {
  return async (run: PlanRun): Promise<void> => {
    const { slack, services } = catalog();
    const service = services[run.plan.service];
    const channel = service?.channel ?? slack.channel ?? run.trigger.channel;
    const alone = run.approvals.at(-1);
    if (channel === undefined || alone?.breakGlass === undefined) return;
    const text = say(service?.locale ?? slack.locale, {
      en: '🚨 Break-glass: {who} approved `{action}` on {service} alone: “{reason}” ({id})',
      fr: '🚨 Bris de glace : {who} a approuvé seul `{action}` sur {service} : « {reason} » ({id})',
      with: {
        who: alone.by.id,
        action: run.plan.action,
        service: run.plan.service,
        reason: alone.breakGlass,
        id: run.id,
      },
    });
    await postNotice(idOf('alarm', run.id), channel, text);
    const owners = await usersIn(service?.owners ?? []);
    await Promise.all(owners.map((owner) => postNotice(idOf('alarm', run.id, owner), owner, text)));
  };
}
