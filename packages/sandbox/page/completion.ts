import type { Command, Person } from './protocol.ts';

export interface Completion {
  /** What stands in the text and is replaced, from `from` to the cursor. */
  from: number;
  items: CompletionItem[];
}

export interface CompletionItem {
  insert: string;
  title: string;
  detail: string;
}

/** What could be meant by the word under the cursor: a command at the start of the line, a person anywhere. */
export function completionAt(
  text: string,
  cursor: number,
  commands: Command[],
  people: Person[],
): Completion | undefined {
  const before = text.slice(0, cursor);
  if (/^\/[\w-]*$/.test(before)) {
    const items = commands.filter((one) => one.command.startsWith(before)).map(commandItem);
    return items.length > 0 ? { from: 0, items } : undefined;
  }
  const mention = /(?:^|\s)@([\w.-]*)$/.exec(before)?.[1];
  if (mention === undefined) return undefined;
  const wanted = mention.toLowerCase();
  const items = people
    .filter(
      (one) => one.name.toLowerCase().startsWith(wanted) || one.real_name.toLowerCase().startsWith(wanted),
    )
    .map((one) => ({ insert: `@${one.name} `, title: `@${one.name}`, detail: one.title ?? one.real_name }));
  return items.length > 0 ? { from: cursor - mention.length - 1, items } : undefined;
}

const commandItem = ({ command, description, usage_hint }: Command): CompletionItem => ({
  insert: `${command} `,
  title: [command, usage_hint].filter(Boolean).join(' '),
  detail: description ?? '',
});

/** The usage hint of a command that is already typed, to stand above the composer while its arguments are. */
export function usageOf(text: string, commands: Command[]): Command | undefined {
  const word = /^(\/[\w-]+)\s/.exec(text)?.[1];
  return commands.find((one) => one.command === word);
}
