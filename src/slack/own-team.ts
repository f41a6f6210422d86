import type { Clients } from './client.ts';

export type OwnTeam = {
  readonly id: string;
  /** Such as https://example.slack.com/, where links to messages begin. */
  readonly url: string;
};

/** The workspace the app is installed in. Asked once; a failed answer is not kept, the next caller asks again. */
export function createOwnTeam(client: Clients['interactive']): () => Promise<OwnTeam> {
  let asking: Promise<OwnTeam> | undefined;
  const ask = async (): Promise<OwnTeam> => {
    const { team_id: id = '', url = '' } = await client.auth.test();
    return { id, url };
  };
  return async () => {
    asking ??= ask();
    try {
      return await asking;
    } catch (error) {
      asking = undefined;
      throw error;
    }
  };
}
