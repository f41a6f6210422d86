import { expect, test } from 'vitest';
import { readCatalog } from '#app/read-catalog.ts';
import { createCarryOutSigned, type CarryOutDeps } from './carry-out-signed.ts';
import type { DecidePlan } from './plan-commands.ts';
import { type SignedCommand, signedText } from './signed-command.ts';

const read = (more: object = {}) =>
  readCatalog(
    JSON.stringify({
      people: {
        rosa: { users: ['U0ROSA'], ssh_key: 'ssh-ed25519 ROSA' },
        ned: { ssh_key: 'ssh-ed25519 NED' },
      },
      hosts: {},
      services: {},
      ...more,
    }),
    'signed.yaml',
  );
const catalog = read();
const now = 1_700_000_000_000;

/** Stands for ssh-keygen: a signature is the key's owner and the text. */
const sign = (owner: string, command: Omit<SignedCommand, 'signature'>): SignedCommand => ({
  ...command,
  signature: `${owner}:${signedText(command)}`,
});
const approve = (more: Partial<SignedCommand> = {}) => ({
  does: {
    kind: 'decide' as const,
    planId: 'plan-1',
    decision: { kind: 'approve' as const, digest: 'd' },
  },
  nonce: 'n-1',
  at: now,
  catalogHash: catalog.hash,
  ...more,
});

function carrying(more: Partial<CarryOutDeps> = {}) {
  const decided: DecidePlan[] = [];
  const used = new Set<string>();
  const carryOut = createCarryOutSigned({
    catalog: () => catalog,
    clock: { now: () => now },
    findSigner: (keys, text, signature) =>
      Object.keys(keys).find((name) => signature === `${keys[name]?.split(' ')[1]}:${text}`),
    claimNonce: async (nonce) => !used.has(nonce) && used.add(nonce) !== undefined,
    ask: async () => ({ outcome: 'asked', planId: 'plan-2' }),
    decide: async (command) => {
      decided.push(command);
      return { outcome: 'refused', message: { en: 'as decided', fr: 'comme décidé' } };
    },
    ...more,
  });
  return { carryOut, decided };
}
const messageOf = (answer: Awaited<ReturnType<ReturnType<typeof createCarryOutSigned>>>): string =>
  answer.outcome === 'refused' ? answer.message.en : answer.outcome;

test('the person behind a signature is who the worker’s catalog says, one id in Slack and on the command line', async () => {
  const { carryOut, decided } = carrying();
  await carryOut(sign('ROSA', approve()));
  await carryOut(sign('NED', approve({ nonce: 'n-2' })));
  expect(decided.map(({ by }) => by.id)).toEqual(['U0ROSA', 'person:ned']);
  expect(decided[0]?.signature).toContain('ROSA:');
});

test('a key that the worker does not list is nobody, whatever the caller’s own catalog says', async () => {
  const forged = read({ people: { rosa: { ssh_key: 'ssh-ed25519 FORGED' } } });
  const { carryOut, decided } = carrying();
  expect(messageOf(await carryOut(sign('FORGED', approve())))).toContain('not by a key');
  const other = approve({ catalogHash: forged.hash });
  const answer = await carryOut(sign('FORGED', other));
  expect(answer).toMatchObject({
    outcome: 'refused',
    message: { with: { theirs: forged.hash, ours: catalog.hash } },
  });
  expect(decided).toEqual([]);
});

test('a signature is good for its own words, five minutes, and once', async () => {
  const { carryOut, decided } = carrying();
  const signed = sign('ROSA', approve());
  const stolen = { ...signed, does: { ...signed.does, planId: 'plan-9' } as SignedCommand['does'] };
  expect(messageOf(await carryOut(stolen))).toContain('not by a key');
  for (const at of [now - 6 * 60_000, now + 6 * 60_000])
    expect(messageOf(await carryOut(sign('ROSA', approve({ at }))))).toContain('more than 5 minutes');
  expect(messageOf(await carryOut(signed))).toBe('as decided');
  expect(messageOf(await carryOut(signed))).toContain('once already');
  expect(decided).toHaveLength(1);
});
