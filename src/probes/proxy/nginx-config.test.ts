import { describe, expect, it } from 'vitest';
import { readNginxConfig } from './nginx-config.ts';
import { findRoute } from './nginx-route.ts';

const file = (text: string): string => `# configuration file /etc/nginx/nginx.conf:\n${text}\n`;
const route = (text: string, host = 'api.example.test', path = '/', port = 80) =>
  findRoute(readNginxConfig(file(text)).directives, { host, port, path });

describe('reading nginx configuration', () => {
  it('keeps quoted words, comments and braces in variables apart', () => {
    const { directives } = readNginxConfig(
      file(
        `log_format x '{ "a": "$host" }'; # a comment with { and ;\nset $a "\${host}x";\nproxy_pass http://\${b}/;`,
      ),
    );
    expect(directives.map(({ name, words, line }) => [name, ...words, line])).toEqual([
      ['log_format', 'x', '{ "a": "$host" }', 1],
      ['set', '$a', '${host}x', 2],
      ['proxy_pass', 'http://${b}/', 3],
    ]);
  });
  it('puts included files where they stand, and survives a file that includes itself', () => {
    const text = `${file('http { include conf.d/*.conf; }')}# configuration file /etc/nginx/conf.d/a.conf:\nserver { listen 80; include conf.d/a.conf; }\n`;
    const { directives, files } = readNginxConfig(text);
    expect(files).toEqual(['/etc/nginx/nginx.conf', '/etc/nginx/conf.d/a.conf']);
    expect(directives[0]?.block?.[0]).toMatchObject({
      name: 'server',
      file: '/etc/nginx/conf.d/a.conf',
      line: 1,
    });
  });
  it('reads what it can of a broken file', () => {
    expect(
      readNginxConfig(file('server { listen 80; location / { proxy_pass http://a')).directives,
    ).toHaveLength(1);
  });
});

describe('which server and location nginx would choose', () => {
  const servers = `
    server { listen 80 default_server; location / { return 404; } }
    server { listen 80; server_name *.example.test; location / { proxy_pass http://127.0.0.1:1; } }
    server { listen 80; server_name api.example.test; location / { proxy_pass http://127.0.0.1:2; } }
    server { listen 80; server_name ~^v\\d+\\.; location / { proxy_pass http://127.0.0.1:3; } }
    server { listen 443 ssl; server_name api.example.test; location / { proxy_pass https://127.0.0.1; } }`;
  it.each([
    ['api.example.test', 80, 'exact', 2],
    ['www.example.test', 80, 'wildcard', 1],
    ['v2.example.org', 80, 'regex', 3],
    ['api.example.test', 443, 'exact', 443],
  ])('%s:%d is chosen by %s', (host, port, match, upstream) => {
    const found = route(servers, host, '/', port);
    expect(found?.match).toBe(match);
    expect(found?.upstreams[0]?.port).toBe(upstream);
  });
  it('falls back to the default server, which passes nothing on', () => {
    expect(route(servers, 'else.example.org')).toMatchObject({
      match: 'default',
      returns: '404',
      upstreams: [],
    });
  });
  it.each([
    ['/api/users', 12],
    ['/api', 11],
    ['/static/a.png', 13],
    ['/img/a.png', 14],
    ['/x', 10],
  ])('%s goes to port %d', (path, port) => {
    const found = route(
      `server { server_name api.example.test;
        location / { proxy_pass http://h:10; } location = /api { proxy_pass http://h:11; }
        location /api/ { proxy_pass http://h:12; } location ^~ /static/ { proxy_pass http://h:13; }
        location ~* \\.PNG$ { proxy_pass http://h:14; } }`,
      'api.example.test',
      path,
    );
    expect(found?.upstreams[0]?.port).toBe(port);
  });
  it('lists the servers of an upstream without those that are down or backup', () => {
    const found = route(
      `upstream app { server 10.0.0.1:80; server 10.0.0.2:81 down; server unix:/run/a.sock backup; server [::1]:83; }
       server { server_name api.example.test; location / { proxy_pass http://app/v1/; } }`,
    );
    expect(found?.upstreams.map(({ host, port }) => `${host} ${port}`)).toEqual(['10.0.0.1 80', '::1 83']);
  });
  it('understands uwsgi and an address it cannot resolve', () => {
    expect(route('server { location / { uwsgi_pass unix:/run/uwsgi.sock; } }')?.upstreams).toEqual([
      { scheme: 'uwsgi', raw: 'unix:/run/uwsgi.sock', socket: '/run/uwsgi.sock' },
    ]);
    expect(route('server { location / { proxy_pass $somewhere; } }')?.upstreams[0]).not.toHaveProperty(
      'port',
    );
  });
});
