import { say, type Locale } from '#base/phrase.ts';
import { escape } from '../escape.ts';
import type { MessageBody } from '../message.ts';

/** For the one who asked, in private: the answer cannot stand where it was asked for. */
export function cannotPostCard(service: string, channel: string, locale: Locale): MessageBody {
  return {
    text: say(locale, {
      en: 'I cannot write in <#{channel}>, so the diagnosis of {service} cannot be shown there. Type `/invite @resus` in that channel and ask again, or ask in a channel I am in.',
      fr: 'Je ne peux pas écrire dans <#{channel}>, le diagnostic de {service} ne peut donc pas y être montré. Tapez `/invite @resus` dans ce canal et redemandez, ou demandez dans un canal où je suis.',
      with: { channel, service: escape(service) },
    }),
  };
}
