import { checkedView, shownView } from '../api/views.ts';
import { Refusal } from '../api/method.ts';
import type { Desk } from '../desk.ts';
import { STACK_MAX, type View } from '../talk/views.ts';
import { envelopeOf } from './payloads.ts';
import { type Done, doneOf, notDone } from './outcome.ts';
import { inputErrors, stateOf } from './values.ts';

/** Errors stand under the fields, by block id. */
export type Submitted = Done & { errors?: Record<string, string> };

type Fields = Record<string, unknown>;

/** What the app wants done with the modal it got; nothing said closes this view alone. */
function carryOut(desk: Desk, user: string, view: View, response: Fields): Submitted {
  switch (response.response_action) {
    case undefined:
      desk.views.close(user, view);
      return { ok: true };
    case 'clear':
      desk.views.clear(user);
      return { ok: true };
    case 'errors':
      return refuseFields(view, response.errors);
    case 'update':
      desk.views.update(user, view, checkedView(desk, response.view, 'modal', view));
      return { ok: true };
    case 'push': {
      if (desk.views.of(user).length >= STACK_MAX) return notDone('push_limit_reached');
      desk.views.push(user, checkedView(desk, response.view, 'modal'));
      return { ok: true };
    }
    default:
      return notDone('invalid_response_action');
  }
}

/** Slack shows an error only at an input that exists; any other makes the submission fail as a whole. */
function refuseFields(view: View, errors: unknown): Submitted {
  const given = (errors ?? {}) as Record<string, string>;
  const inputs = new Set(
    view.blocks.filter((block) => block.type === 'input').map((block) => block.block_id),
  );
  const isKnown = Object.keys(given).every((blockId) => inputs.has(blockId));
  if (!isKnown || Object.keys(given).length === 0) return notDone('invalid_errors');
  return { ok: false, error: 'errors', errors: given };
}

/**
 * Sends a filled-in modal. What Slack's client checks by itself never reaches the app; without an ack in time the view
 * stays open.
 */
export async function submit(desk: Desk, user: string, viewId: string, values: Fields): Promise<Submitted> {
  const found = desk.views.find(viewId);
  if (found?.user !== user) return notDone('view_not_found');
  const state = stateOf(found.view.blocks, values);
  const errors = inputErrors(found.view.blocks, state);
  if (Object.keys(errors).length > 0) return { ok: false, error: 'errors', errors };
  const outcome = await desk.envelopes.request('interactive', {
    ...envelopeOf(desk, 'view_submission', user),
    view: shownView(desk, found.view, state),
    response_urls: [],
  });
  const done = doneOf(outcome);
  if (!done.ok) return done;
  try {
    return { ...done, ...carryOut(desk, user, found.view, done.response ?? {}) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { ...done, ok: false, error: error.code };
  }
}

/** The view goes at once; the app hears of it only if the view asked for that. */
export async function close(desk: Desk, user: string, viewId: string): Promise<Done> {
  const found = desk.views.find(viewId);
  if (found?.user !== user) return notDone('view_not_found');
  const isCleared = found.view.clear_on_close;
  if (isCleared) desk.views.clear(user);
  else desk.views.close(user, found.view);
  if (!found.view.notify_on_close) return { ok: true };
  const outcome = await desk.envelopes.request('interactive', {
    ...envelopeOf(desk, 'view_closed', user),
    view: shownView(desk, found.view, stateOf(found.view.blocks)),
    is_cleared: isCleared,
  });
  return doneOf(outcome);
}
