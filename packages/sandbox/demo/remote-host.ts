import { readFileSync } from 'node:fs';
import ssh2 from 'ssh2';

interface RemoteAnswer {
  code: number | null;
  out: string;
  err: string;
}

/** A host as the demo's catalog describes it. */
export interface LoginHost {
  address: string;
  port: number;
  user: string;
  /** `file:` and a path. */
  key: string;
  host_key: string;
}

/** For tests: the demo's host as the bot meets it, over one ssh2 connection with a pinned host key. */
export interface RemoteHost {
  /** Runs shell text the way the bot does: written to the standard input of a `sh`. */
  run(text: string): Promise<RemoteAnswer>;
  leave(): void;
}

export async function login(host: LoginHost | undefined): Promise<RemoteHost> {
  if (!host) throw new Error('the catalog has no such host');
  const { address, port, user } = host;
  const client = new ssh2.Client();
  await new Promise<void>((resolve, reject) => {
    client.once('ready', resolve).on('error', reject);
    client.connect({
      host: address,
      port,
      username: user,
      privateKey: readFileSync(host.key.replace(/^file:/, '')),
      hostHash: 'sha256',
      hostVerifier: (digest: string) =>
        host.host_key === `SHA256:${Buffer.from(digest, 'hex').toString('base64').replace(/=+$/, '')}`,
    });
  });
  return { run: (text) => run(client, text), leave: () => void client.end() };
}

function run(client: ssh2.Client, text: string): Promise<RemoteAnswer> {
  return new Promise((resolve, reject) => {
    client.exec('sh', (error, channel) => {
      if (error) return reject(error);
      const answer: RemoteAnswer = { code: null, out: '', err: '' };
      channel.setEncoding('utf8').on('data', (chunk: string) => (answer.out += chunk));
      channel.stderr.setEncoding('utf8').on('data', (chunk: string) => (answer.err += chunk));
      channel.once('exit', (code: number | null) => (answer.code = code));
      channel.once('close', () => resolve(answer));
      channel.end(`${text}\n`);
      return undefined;
    });
  });
}
