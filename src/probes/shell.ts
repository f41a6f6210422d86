import type { Phrase } from '#base/phrase.ts';
import { quote } from '#base/quote.ts';
import type { Answer, NoAnswerReason, ShellAnswer, ShellAsk } from '#catalog/ask.ts';

/** Beyond any healthy answer of these commands, within the time a person waits for a verdict. */
const usualTimeoutMs = 8_000;

export function shell(command: string, timeoutMs: number = usualTimeoutMs): ShellAsk {
  return { via: 'shell', command, timeoutMs };
}

/**
 * Sets `$s` to what must stand before a command that only root may run. `/` belongs to root, so -O tells without a
 * fork; `sudo -n` never asks for a password. The commands behind it are listed in sudo-rules.ts.
 */
export const elevate = "s=; [ -O / ] || s='sudo -n';";

/** Runs `command` as the service's own user: root becomes it, any other login needs a sudo rule for it. */
export function asUser(user: string, command: string): string {
  const name = quote(user);
  return `if [ -O / ]; then if command -v runuser >/dev/null; then runuser -u ${name} -- ${command}; else sudo -n -u ${name} ${command}; fi; else sudo -n -u ${name} ${command}; fi`;
}

/** The output, whole or in part; undefined when the transport brought nothing. */
export function printed(answer: ShellAnswer | undefined): string | undefined {
  return answer?.outcome === 'exited' || answer?.outcome === 'timed_out' ? plain(answer.text) : undefined;
}

// oxlint-disable-next-line no-control-regex -- terminal colours are control characters
const colours = /\u001B\[[0-9;?]*[ -/]*[@-~]/g;

export function plain(text: string): string {
  return text.replaceAll(colours, '').replaceAll('\r\n', '\n').replaceAll('\0', ' ');
}

/** sudo wanted a password, or has no rule for this command. sudo speaks the language of its own build: both are told. */
export function sudoRefused(text: string): boolean {
  return /^sudo: |^Sorry, user .* not allowed|un mot de passe est (?:nécessaire|requis)/m.test(text);
}

export function lines(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

const reasons: Readonly<Record<NoAnswerReason, { en: string; fr: string }>> = {
  refused: { en: 'the connection was refused', fr: 'la connexion a été refusée' },
  timed_out: { en: 'the connection timed out', fr: 'la connexion n’a pas abouti à temps' },
  dns: { en: 'its name does not resolve', fr: 'son nom ne se résout pas' },
  auth_refused: { en: 'the login was refused', fr: 'la connexion a été rejetée (identité)' },
  host_key_unknown: { en: 'its host key is not known', fr: 'sa clé d’hôte n’est pas connue' },
  host_key_changed: { en: 'ITS HOST KEY HAS CHANGED', fr: 'SA CLÉ D’HÔTE A CHANGÉ' },
  host_key_revoked: { en: 'its host key is revoked', fr: 'sa clé d’hôte est révoquée' },
  no_credentials: { en: 'there are no credentials for it', fr: 'aucun identifiant pour y accéder' },
  not_permitted: { en: 'access was denied', fr: 'l’accès a été refusé' },
  deadline: { en: 'could not look in time', fr: 'pas eu le temps d’y regarder' },
  lost: { en: 'the connection was lost', fr: 'la connexion a été perdue' },
  other: { en: 'it could not be reached', fr: 'impossible de l’atteindre' },
};

/** Why an answer says nothing, for people; undefined when it says something. */
export function whyNothing(answer: Answer): Phrase | undefined {
  if (!('reason' in answer)) return undefined;
  if (answer.outcome === 'cancelled' && answer.reason !== 'deadline')
    return { en: 'the look was cancelled', fr: 'le diagnostic a été annulé' };
  const { en, fr } = reasons[answer.reason];
  const told = answer.detail === '' || answer.reason === 'deadline' ? '' : ' ({detail})';
  return { en: en + told, fr: fr + told, with: { detail: answer.detail } };
}
