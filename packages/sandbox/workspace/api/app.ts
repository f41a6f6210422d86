import type { Desk } from '../desk.ts';
import {
  formatProblem,
  validateBlocks,
  validateMessage,
  validateView,
  type Problem,
} from '../../block-kit/validate.ts';
import { type Answer, type Args, type Method, Refusal } from './method.ts';

function authTest(_args: Args, desk: Desk): Answer {
  const { info, bot, botId } = desk.team;
  return {
    url: `${desk.origin}/`,
    team: info.name,
    team_id: info.id,
    user: bot.name,
    user_id: bot.id,
    bot_id: botId,
    is_enterprise_install: false,
  };
}

/** Takes the app token: a bot token is refused as of the wrong type. */
function openConnection(_args: Args, desk: Desk): Answer {
  return { url: `${desk.origin.replace('http', 'ws')}${desk.sockets.issuePath()}` };
}

function botInfo(args: Args, desk: Desk): Answer {
  const { bot, botId, appId } = desk.team;
  if (args.has('bot') && args.string('bot') !== botId) throw new Refusal('bot_not_found');
  const shown = {
    id: botId,
    deleted: false,
    name: bot.name,
    updated: 1_763_000_000,
    app_id: appId,
    user_id: bot.id,
  };
  return { bot: shown };
}

function teamInfo(_args: Args, desk: Desk): Answer {
  const { id, name, domain } = desk.team.info;
  return { team: { id, name, domain, email_domain: '', icon: { image_default: true } } };
}

/** Echoes its arguments, or fails with the error it is asked for. */
function apiTest(args: Args): Answer {
  if (args.has('error')) throw new Refusal(args.string('error'), [], { args: args.raw });
  return { args: args.raw };
}

/** Takes exactly one of `blocks`, `message` and `view`, and no token. */
function validateGiven(args: Args): { error: string; problems: Problem[] } {
  const given = ['blocks', 'message', 'view'].filter((name) => args.has(name));
  if (given.length !== 1) {
    throw new Refusal('invalid_arguments', ['[ERROR] provide exactly one of blocks, message or view']);
  }
  const value = args.json(String(given[0]));
  if (given[0] === 'view') return { error: 'invalid_view', problems: validateView(value) };
  if (given[0] === 'blocks') return { error: 'invalid_blocks', problems: validateBlocks(value, 'message') };
  return { error: 'invalid_message', problems: validateMessage(value ?? {}, 'post') };
}

/** Refuses as Slack does, with each problem's place; a block type turned off by a fault is a problem too. */
function validate(args: Args, desk: Desk): Answer {
  const { error, problems } = validateGiven(args);
  const text = JSON.stringify(args.raw);
  const off = [...desk.faults.refusedBlocks].filter((type) => text.includes(type));
  const all = [
    ...problems,
    ...off.map((type) => ({ error, message: `unsupported type: ${type}`, pointer: '/blocks' })),
  ];
  if (all.length === 0) return {};
  const errors = all.map(({ pointer, message }) => ({ code: 'failed_constraint', message, pointer }));
  throw new Refusal(error, all.map(formatProblem), { errors });
}

export const appMethods: Record<string, Method> = {
  'api.test': { access: 'none', tier: 4, run: apiTest },
  'auth.test': { access: 'bot', tier: 'none', run: authTest },
  'apps.connections.open': { access: 'app', tier: 1, run: openConnection },
  'bots.info': { access: 'bot', tier: 3, scope: 'users:read', run: botInfo },
  'team.info': { access: 'bot', tier: 3, scope: 'team:read', run: teamInfo },
  'blocks.validate': { access: 'none', tier: 'none', run: validate },
};
