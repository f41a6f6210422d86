import type { Phrase } from '#base/phrase.ts';

export type Unfit = 'bot' | 'deactivated' | 'guest' | 'stranger';

/** One clear answer for each kind of person that Resus does not serve. */
export const unfit: Readonly<Record<Unfit, Phrase>> = {
  bot: {
    en: 'Resus takes requests from people only, not from bots. Send alerts through the alert endpoints instead.',
    fr: 'Resus ne prend de demandes que de personnes, pas de robots. Envoyez les alertes par les points d’entrée prévus.',
  },
  deactivated: {
    en: 'This account is deactivated in Slack, so nothing was done.',
    fr: 'Ce compte est désactivé dans Slack, rien n’a été fait.',
  },
  guest: {
    en: 'Resus is for full members of this workspace; you are a guest here. Ask a member to run it for you.',
    fr: 'Resus est réservé aux membres à part entière de cet espace ; vous y êtes en invité. Demandez à un membre de le lancer.',
  },
  stranger: {
    en: 'Resus is for members of its own workspace; you are in this channel from another one. Ask a member to run it for you.',
    fr: 'Resus est réservé aux membres de son propre espace ; vous êtes dans ce canal depuis un autre. Demandez à un membre de le lancer.',
  },
};

export const cannotAsk: Phrase = {
  en: 'Slack could not be asked who you are, so nothing was done. Try again in a moment; when Slack stays down, `resus diagnose` works on the machine of Resus.',
  fr: 'Slack n’a pas pu dire qui vous êtes, rien n’a été fait. Réessayez dans un instant ; si Slack reste en panne, `resus diagnose` marche sur la machine de Resus.',
};

export const noScope: Phrase = {
  en: 'Resus may not read who you are: its Slack app lacks the scope `users:read`, so nothing was done. Install the app again from slack-manifest.yaml.',
  fr: 'Resus ne peut pas lire qui vous êtes : il manque `users:read` à son app Slack, rien n’a été fait. Réinstallez l’app depuis slack-manifest.yaml.',
};
