import type { ShellAnswer, ShellAsk } from '#catalog/ask.ts';
import type { Service } from '#catalog/catalog.ts';
import type { Evidence, Fact } from '#catalog/observation.ts';
import { readResponse, requestCommand } from '../http/http-from-host.ts';
import { layerOf } from '../http/layer.ts';
import { localRequest } from '../http/local.ts';
import { quoted } from '../make-observation.ts';
import { printed, shell } from '../shell.ts';

const timeoutMs = 3_000;

/**
 * The public URL asked on the host itself, through its own proxy: when this answers and the public look does not, the
 * fault lies between the two.
 */
export function throughAsk(service: Service): ShellAsk {
  const url = new URL(service.public?.url ?? 'http://localhost/');
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return shell(
    requestCommand({
      method: service.public?.method ?? 'GET',
      url: service.public?.url ?? 'http://127.0.0.1/',
      resolve: `${url.hostname}:${port}:127.0.0.1`,
      headers: { ...localRequest(service)?.headers, Host: url.host, ...service.public?.headers },
      timeoutMs,
    }),
    timeoutMs + 2_000,
  );
}

export type Through = {
  readonly facts: Readonly<Record<string, Fact | undefined>>;
  readonly evidence: readonly Evidence[];
  readonly gatewayError?: boolean;
};

export function seesThrough(answer: ShellAnswer, service: Service): Through {
  const text = printed(answer);
  const response = text === undefined ? undefined : readResponse(text);
  if (response === undefined) return { facts: {}, evidence: [] };
  const source = `curl ${service.public?.url ?? 'http://127.0.0.1/'} (on the host)`;
  const about = ['throughOutcome', 'throughStatus', 'throughAlive', 'throughGatewayError', 'throughLayer'];
  if (response.outcome !== 'answered') {
    return {
      facts: { throughOutcome: response.outcome, throughAlive: false, throughGatewayError: false },
      evidence: [quoted(source, response.error || response.outcome, ...about)],
    };
  }
  const { layer } = layerOf(response);
  const gatewayError = layer !== 'app' && [502, 503, 504].includes(response.status);
  return {
    facts: {
      throughOutcome: 'answered',
      throughStatus: response.status,
      throughAlive: response.status < 500,
      throughGatewayError: gatewayError,
      throughLayer: layer,
    },
    evidence: [quoted(source, `HTTP ${response.status}\n${response.body.trim().slice(0, 200)}`, ...about)],
    gatewayError,
  };
}
