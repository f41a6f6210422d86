import type { ModalView } from '@slack/types';
import { say, type Locale } from '#base/phrase.ts';
import type { MessageBody } from '../message.ts';
import { code, escape } from '../escape.ts';
import { fitBody } from '../fit-limits.ts';
import { section } from './blocks.ts';

/** An answer to one who asked outside of any channel: in the home tab, or by a shortcut. */
export function noticeView(body: MessageBody, locale: Locale): ModalView {
  const { text, blocks } = fitBody(body.text, body.blocks);
  return {
    type: 'modal',
    title: { type: 'plain_text', text: 'Resus' },
    close: { type: 'plain_text', text: say(locale, { en: 'Close', fr: 'Fermer' }) },
    blocks: [...(blocks ?? [section(text)])],
  };
}

export function onItsWayCard(service: string, channel: string, locale: Locale): MessageBody {
  const text = say(locale, {
    en: '🔎 Looking at {service}: the verdict follows in <#{channel}>.',
    fr: '🔎 J’examine {service} : le verdict suit dans <#{channel}>.',
    with: { service: code(service), channel: escape(channel) },
  });
  return { text, blocks: [section(text)] };
}
