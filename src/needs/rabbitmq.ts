import { z } from 'zod';
import { needFields } from '#catalog/need.ts';
import { defineNeed } from './need-kind.ts';

export const rabbitmq = defineNeed({
  id: 'rabbitmq',
  schema: z.strictObject(needFields),
  examples: [{ url: 'env:BROKER_URL' }, { unit: 'rabbitmq-server' }],
  port: 5672,
  usualUnit: 'rabbitmq-server',
  unreachable: 'rabbitmq-unreachable',
  talk: `printf 'AMQP\\0\\0\\011\\001' >&3; echo "greeting $(once | tr '\\0' ' ')"`,
  read: (said) => ({
    answers: /greeting .*(?:RabbitMQ|AMQP|product)/s.test(said) ? true : undefined,
    outcome: 'up',
  }),
});
