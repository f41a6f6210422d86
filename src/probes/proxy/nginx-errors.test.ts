import { loadRunbooks } from '#app/load-runbooks.ts';
import { describe, expect, it } from 'vitest';
import { nginxErrors } from './nginx-errors.ts';

const { signatures } = loadRunbooks();

const refused = (at: string, port: number, host = 'api.example.test'): string =>
  `2026/11/21 ${at} [error] 9#9: *1 connect() failed (111: Connection refused) while connecting to upstream, client: 192.0.2.8, server: ${host}, request: "GET / HTTP/1.1", upstream: "http://127.0.0.1:${port}/", host: "${host}:8080"`;

describe('the error logs of nginx', () => {
  it('are read together: the newest line is the last, whichever file it stands in', () => {
    const text = [
      'resus-now 2026/11/21 10:00:30',
      'resus-file /var/log/nginx/error.log',
      refused('10:00:10', 8002),
      'resus-file /srv/sites/error.log',
      refused('10:00:00', 8001),
      refused('10:00:20', 8003),
    ].join('\n');
    expect(nginxErrors(text, 'api.example.test', signatures)).toMatchObject([
      { ageS: 30, file: '/srv/sites/error.log', upstream: 'http://127.0.0.1:8001/' },
      { ageS: 20, file: '/var/log/nginx/error.log', upstream: 'http://127.0.0.1:8002/' },
      { ageS: 10, file: '/srv/sites/error.log', upstream: 'http://127.0.0.1:8003/' },
    ]);
  });

  it('say nothing about other sites, nor about long ago', () => {
    const text = [
      'resus-now 2026/11/21 10:00:30',
      refused('10:00:10', 8002, 'shop.example.test'),
      refused('09:40:10', 8001),
    ].join('\n');
    expect(nginxErrors(text, 'api.example.test', signatures)).toEqual([]);
  });
});
