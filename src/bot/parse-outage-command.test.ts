import { describe, expect, test } from 'vitest';
import { readOutageWords } from './parse-outage-command.ts';

const read = (text: string) => {
  const { said: _said, typed: _typed, argument: _argument, ...words } = readOutageWords(text, 'U0ROSA');
  return words;
};

describe('what is typed after /outage', () => {
  test.each([
    ['', { verb: 'list', rest: [] }],
    ['list api', { verb: 'list', rest: ['api'] }],
    ['ACK', { verb: 'ack', rest: [] }],
    ['acknowledge api', { verb: 'ack', rest: ['api'] }],
    ['close api it was the cache', { verb: 'resolve', rest: ['api', 'it', 'was', 'the', 'cache'] }],
    ['resolve <@U0AMARA|amara> restarted it', { verb: 'resolve', rest: ['@amara', 'restarted', 'it'] }],
    ['assign <@U0AMARA|amara>', { verb: 'assign', rest: [], person: 'U0AMARA' }],
    ['assign api to <@U0AMARA>', { verb: 'assign', rest: ['api'], person: 'U0AMARA' }],
    ['assign me api', { verb: 'assign', rest: ['api'], person: 'U0ROSA' }],
    ['assign @amara', { verb: 'assign', rest: [] }],
    ['assign', { verb: 'assign', rest: [] }],
    ['assign <!subteam^S0SRE|@sre> api', { verb: 'assign', rest: ['api'] }],
    ['silence api for 2h', { verb: 'silence', rest: ['api'], forMs: 7_200_000 }],
    ['silence 30M', { verb: 'silence', rest: [], forMs: 1_800_000 }],
    ['silence off', { verb: 'silence', rest: [], forMs: 0 }],
    ['silence 99999999999d', { verb: 'silence', rest: ['99999999999d'] }],
    ['silence -2h', { verb: 'silence', rest: ['-2h'] }],
    ['severity info warning', { verb: 'severity', rest: ['info'], severity: 'warning' }],
    ['severity bad', { verb: 'severity', rest: ['bad'] }],
    ['post-mortem api', { verb: 'postmortem', rest: ['api'] }],
    ['open api the shop shows 502', { verb: 'open', rest: ['api', 'the', 'shop', 'shows', '502'] }],
    ['akc api', { rest: ['api'] }],
    ['constructor', { rest: [] }],
    ['__proto__ api', { rest: ['api'] }],
  ])('%j', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test('an argument is said again as it came, a misspelt verb keeps all that follows', () => {
    expect(readOutageWords('silence api 2h', 'U0ROSA').argument).toBe('2h');
    expect(readOutageWords('assign me', 'U0ROSA').argument).toBe('<@U0ROSA>');
    expect(readOutageWords('asign api <@U0AMARA|amara>', 'U0ROSA').said).toBe('api <@U0AMARA|amara>');
  });
});
