import type { Locale } from '#base/phrase.ts';
import type { Catalog } from '#catalog/catalog.ts';
import type { Connections } from './cards/status-card.ts';
import type { Clients } from '#slack/client.ts';
import type { Log } from '#base/log.ts';
import type { Redact } from '#redaction/redact.ts';
import type { MessageBody } from '#slack/message.ts';
import type { ChannelIds } from '#slack/channel-ids.ts';
import type { Identity } from '#slack/identity.ts';
import type { Places } from './channel-access.ts';
import type { UseCases } from './use-cases.ts';

/** The collaborators of every listener. */
export type BotDeps = {
  readonly useCases: UseCases;
  readonly catalog: () => Catalog;
  readonly client: Clients['interactive'];
  readonly places: Places;
  readonly channelIds: ChannelIds;
  readonly identity: Identity;
  readonly connections: () => Connections;
  readonly redact: Redact;
  readonly log: Log;
};

/** Says something to the one who asked, and to nobody else where Slack allows it. Never throws. */
export type Answer = (body: MessageBody) => Promise<void>;

export function localeOf({ catalog }: Pick<BotDeps, 'catalog'>, service?: string): Locale {
  const { services, slack } = catalog();
  const known = service === undefined || !Object.hasOwn(services, service) ? undefined : services[service];
  return known?.locale ?? slack.locale;
}
