import { validateView } from '../../block-kit/validate.ts';
import type { Desk } from '../desk.ts';
import { STACK_MAX, type View, type ViewDraft } from '../talk/views.ts';
import { refuseProblems, refuseTurnedOff } from './draft.ts';
import { type Answer, type Args, type Method, Refusal } from './method.ts';

/** A view as Slack shows it to the app. */
export function shownView(desk: Desk, view: View, values: Record<string, unknown> = {}): Answer {
  return {
    ...view,
    team_id: desk.team.info.id,
    app_id: desk.team.appId,
    app_installed_team_id: desk.team.info.id,
    bot_id: desk.team.botId,
    state: { values },
  };
}

/** Checks a view an app wants to show; `external_id` must not be in use by another one. */
export function checkedView(desk: Desk, view: unknown, type: 'modal' | 'home', replaced?: View): ViewDraft {
  refuseProblems(validateView(view));
  const draft = view as ViewDraft;
  if (draft.type !== type)
    throw new Refusal('invalid_arguments', [`[ERROR] must be a ${type} [json-pointer:/view/type]`]);
  refuseTurnedOff(desk, draft.blocks, '/view/blocks');
  const holder = draft.external_id ? desk.views.findExternal(draft.external_id) : undefined;
  if (holder && holder.view.id !== replaced?.id) throw new Refusal('duplicate_external_id');
  return draft;
}

/** Whose interaction it was. After this the trigger is spent, even if the view is refused later. */
function spendTrigger(args: Args, desk: Desk): string {
  const spent = desk.tickets.spend(args.string('trigger_id'));
  if ('error' in spent) throw new Refusal(spent.error);
  return spent.user;
}

// A wrong view leaves the trigger unspent, so that a corrected one can still be opened in time.
function open(args: Args, desk: Desk): Answer {
  const draft = checkedView(desk, args.json('view'), 'modal');
  return { view: shownView(desk, desk.views.open(spendTrigger(args, desk), draft)) };
}

function push(args: Args, desk: Desk): Answer {
  const draft = checkedView(desk, args.json('view'), 'modal');
  const user = spendTrigger(args, desk);
  const depth = desk.views.of(user).length;
  if (depth === 0) throw new Refusal('not_found');
  if (depth >= STACK_MAX) throw new Refusal('push_limit_reached');
  return { view: shownView(desk, desk.views.push(user, draft)) };
}

/** Only an app that sends the hash is protected from overwriting a newer view. */
function refuseStale(args: Args, view: View): void {
  if (args.has('hash') && args.string('hash') !== view.hash) throw new Refusal('hash_conflict');
}

function update(args: Args, desk: Desk): Answer {
  const found = args.has('view_id')
    ? desk.views.find(args.string('view_id'))
    : desk.views.findExternal(args.string('external_id'));
  if (!found) throw new Refusal('not_found');
  const draft = checkedView(desk, args.json('view'), found.view.type, found.view);
  refuseStale(args, found.view);
  return { view: shownView(desk, desk.views.update(found.user, found.view, draft)) };
}

function publish(args: Args, desk: Desk): Answer {
  const user = args.string('user_id');
  if (!desk.team.people.has(user)) throw new Refusal('user_not_found');
  const old = desk.views.homes.get(user);
  const draft = checkedView(desk, args.json('view'), 'home', old);
  if (old) refuseStale(args, old);
  return { view: shownView(desk, desk.views.publish(user, draft)) };
}

export const viewMethods: Record<string, Method> = {
  'views.open': { access: 'bot', tier: 4, run: open },
  'views.push': { access: 'bot', tier: 4, run: push },
  'views.update': { access: 'bot', tier: 4, run: update },
  'views.publish': { access: 'bot', tier: 4, run: publish },
};
