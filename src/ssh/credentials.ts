import { OneKeyAgent, parseIdentity, type Identity } from './identity.ts';
import type { Reach, Trouble } from './target.ts';

export type CredentialPorts = {
  /** The content behind `file:…` or `env:…`; rejects, with a message for people, what cannot or must not be used. */
  readonly readReference: (reference: string) => Promise<Buffer | string>;
  /** The socket of an ssh agent, for hosts that say `agent: true`. */
  readonly agentSocket?: string;
};

/** The one key for a host, or why there is none. */
export async function identityFor(
  reach: Reach,
  ports: CredentialPorts,
): Promise<Identity | { readonly trouble: Trouble }> {
  if (reach.key === undefined && !reach.agent)
    return none(
      `The host ${reach.host} has no key: add key: file:PATH or key: env:NAME to it in resus.yaml.`,
    );
  if (reach.agent && ports.agentSocket === undefined)
    return none(
      `The host ${reach.host} says agent: true, but no ssh agent is running for Resus (SSH_AUTH_SOCK).`,
    );
  try {
    const wanted = reach.key === undefined ? undefined : await readKey(reach, reach.key, ports);
    if (wanted && 'problem' in wanted) return none(`${reach.host}: ${wanted.problem}`);
    if (reach.agent) return { kind: 'agent', agent: new OneKeyAgent(ports.agentSocket ?? '', wanted) };
    if (!wanted?.isPrivateKey())
      return none(`${reach.host}: ${reach.key} is a public key. Name the private one, or add agent: true.`);
    return { kind: 'key', key: wanted };
  } catch (error) {
    const said = error instanceof Error ? error.message : 'unknown';
    return none(`The key of the host ${reach.host} cannot be read: ${said}`);
  }
}

function none(detail: string): { readonly trouble: Trouble } {
  return { trouble: { reason: 'no_credentials', detail } };
}

async function readKey(reach: Reach, reference: string, ports: CredentialPorts) {
  const content = await ports.readReference(reference);
  const passphrase = reach.passphrase === undefined ? undefined : await ports.readReference(reach.passphrase);
  return parseIdentity(content, passphrase?.toString().trim(), reference);
}
