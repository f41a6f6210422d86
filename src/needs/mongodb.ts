import { z } from 'zod';
import { needFields } from '#catalog/need.ts';
import { defineNeed } from './need-kind.ts';

/** `hello` of the wire protocol, as OP_MSG: it asks for no login. */
const talk = `printf '\\x34\\0\\0\\0\\x01\\0\\0\\0\\0\\0\\0\\0\\xdd\\x07\\0\\0\\0\\0\\0\\0\\0\\x1f\\0\\0\\0\\x10hello\\0\\x01\\0\\0\\0\\x02$db\\0\\x06\\0\\0\\0admin\\0\\0' >&3; echo "greeting $(once | tr '\\0' ' ')"`;

export const mongodb = defineNeed({
  id: 'mongodb',
  schema: z.strictObject(needFields),
  examples: [{ url: 'env:MONGO_URL' }, { unit: 'mongod' }],
  port: 27_017,
  usualUnit: 'mongod',
  unreachable: 'mongo-unreachable',
  talk,
  read: (said) => ({
    answers: /greeting .*(?:isWritablePrimary|maxBsonObjectSize|helloOk)/s.test(said) ? true : undefined,
    outcome: 'up',
  }),
});
