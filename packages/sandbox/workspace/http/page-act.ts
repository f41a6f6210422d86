import { z } from 'zod';
import { click } from '../act/click.ts';
import { command } from '../act/command.ts';
import { findPlace } from '../act/find-element.ts';
import { openHome, shortcut } from '../act/home.ts';
import { close, submit } from '../act/modal.ts';
import { say } from '../act/say.ts';
import { suggest } from '../act/suggest.ts';
import type { Desk } from '../desk.ts';

const target = { channel: z.string().optional(), ts: z.string().optional(), view_id: z.string().optional() };
const element = { block_id: z.string().optional(), action_id: z.string() };
const values = z.record(z.string(), z.unknown());

/** What the page may ask for; `as` is the person it acts as. */
const acts = z.discriminatedUnion('do', [
  z.object({ do: z.literal('command'), as: z.string(), channel: z.string(), text: z.string() }),
  z.object({
    do: z.literal('say'),
    as: z.string(),
    channel: z.string(),
    text: z.string(),
    thread_ts: z.string().optional(),
  }),
  z.looseObject({ do: z.literal('click'), as: z.string(), ...target, ...element, values: values.optional() }),
  z.object({ do: z.literal('submit'), as: z.string(), view_id: z.string(), values: values.default({}) }),
  z.object({ do: z.literal('close'), as: z.string(), view_id: z.string() }),
  z.object({ do: z.literal('suggest'), as: z.string(), ...target, ...element, query: z.string() }),
  z.object({ do: z.literal('home'), as: z.string() }),
  z.object({
    do: z.literal('shortcut'),
    as: z.string(),
    callback_id: z.string(),
    channel: z.string().optional(),
    ts: z.string().optional(),
  }),
]);
type Act = z.infer<typeof acts>;

export type ActResult = { ok: boolean; error?: string } & Record<string, unknown>;

/** Fields beyond the known ones are the action's own, such as `selected_option`. */
function clickOn(desk: Desk, act: Extract<Act, { do: 'click' }>): Promise<ActResult> | ActResult {
  const { do: _do, as, channel, ts, view_id, block_id, action_id, values: state, ...chosen } = act;
  const place = findPlace(desk, as, { channel, ts, view_id });
  if ('error' in place) return { ok: false, error: place.error };
  return click(desk, as, place, { block_id, action_id }, chosen, state);
}

function suggestFor(desk: Desk, act: Extract<Act, { do: 'suggest' }>): Promise<ActResult> | ActResult {
  const place = findPlace(desk, act.as, act);
  if ('error' in place) return { ok: false, error: place.error };
  return suggest(desk, act.as, place, { block_id: act.block_id, action_id: act.action_id }, act.query);
}

/** What carries out one kind of act. */
type Doer<K extends Act['do']> = (desk: Desk, act: Extract<Act, { do: K }>) => Promise<ActResult> | ActResult;

const doers: { [K in Act['do']]: Doer<K> } = {
  command: (desk, act) => command(desk, act.as, act.channel, act.text),
  say: (desk, act) => say(desk, act.as, act.channel, act.text, { thread_ts: act.thread_ts }),
  click: clickOn,
  submit: (desk, act) => submit(desk, act.as, act.view_id, act.values),
  close: (desk, act) => close(desk, act.as, act.view_id),
  suggest: suggestFor,
  home: (desk, act) => openHome(desk, act.as),
  shortcut: (desk, act) => {
    const message = desk.conversations.find(act.channel ?? '', act.ts ?? '');
    return shortcut(desk, act.as, act.callback_id, message);
  },
};

/** Does what a person on the page did; the answer is what that person would see. */
export async function performAct(desk: Desk, body: unknown): Promise<{ status: number; result: ActResult }> {
  const parsed = acts.safeParse(body);
  if (!parsed.success) return { status: 400, result: { ok: false, error: z.prettifyError(parsed.error) } };
  const person = desk.team.people.get(parsed.data.as);
  if (!person || person.is_bot || person.deleted)
    return { status: 400, result: { ok: false, error: 'no_such_person' } };
  return { status: 200, result: await (doers[parsed.data.do] as Doer<Act['do']>)(desk, parsed.data) };
}
