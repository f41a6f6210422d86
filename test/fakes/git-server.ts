import { type Listening, listen } from './listen.ts';

export const mainHead = '741696b3fe07efbf18e6d542c6c2e166965132eb';
export const releaseHead = '10d9ef3289661dcad1d1ffe8667a148dd00b2e84';

/** What git 2.39.5 itself told of a repository with two branches (`git upload-pack --advertise-refs`). */
const refs = [
  '001e# service=git-upload-pack',
  `0000010b${mainHead} HEAD\0multi_ack thin-pack side-band side-band-64k ofs-delta shallow deepen-since deepen-not deepen-relative no-progress include-tag multi_ack_detailed no-done symref=HEAD:refs/heads/main object-format=sha1 agent=git/2.39.5`,
  `003d${mainHead} refs/heads/main`,
  `0040${releaseHead} refs/heads/release`,
  '0000',
].join('\n');

/** A Git server over HTTP: `/api.git` is public, everything else asks for a login. */
export function startGitServer(): Promise<Listening> {
  return listen((request, response) => {
    if (request.url !== '/api.git/info/refs?service=git-upload-pack') {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="Git"' });
      return void response.end('Unauthorized');
    }
    response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-advertisement' });
    response.end(refs);
  });
}
