import { existsSync, readFileSync, rmSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { bootHost, type BootOptions, type LabHost, labMissing } from './lab.ts';
import { prepareLayer } from './layer.ts';
import { labDir, mustRunLab, runLab } from './script.ts';
import { scaled } from '#test/scaled.ts';

const missing = labMissing();
if (missing) console.warn(`lab tests are skipped: ${missing}`);

const hosts: LabHost[] = [];
async function boot(name: string, options?: BootOptions): Promise<LabHost> {
  const host = await bootHost(name, options);
  hosts.push(host);
  return host;
}

afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.down()));
});

describe.skipIf(missing !== undefined)('the lab of real hosts', { timeout: scaled(600_000) }, () => {
  it('boots Debian with its own systemd, which the login reaches over a real sshd', async () => {
    const host = await boot('web-1', { sudo: ['/usr/sbin/nginx -T'] });
    expect(await host.must('cat /proc/1/comm; hostname')).toBe('systemd\nweb-1\n');
    expect(host.fingerprint).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
    const login = await ssh(
      host,
      'bot',
      'id -nG; sudo -n nginx -T >/dev/null 2>&1 && echo nginx; sudo -n id 2>&1',
    );
    expect(login.stdout.split('\n').slice(0, 2)).toEqual(['bot adm systemd-journal', 'nginx']);
    expect(login.stdout).toContain('a password is required');
    expect((await ssh(host, 'root', 'id -u')).stdout).toBe('0\n');
  });

  it('boots several at once, each with its own address and processes, in one network', async () => {
    const [one, two] = await Promise.all([boot('web-1'), boot('web-2')]);
    expect(one.address).not.toBe(two.address);
    expect(one.fingerprint).not.toBe(two.fingerprint);
    await one.put('hello\n', '/srv/note', '600');
    expect(await one.must('stat -c %a /srv/note; cat /srv/note')).toBe('600\nhello\n');
    expect((await two.exec('cat /srv/note')).code).toBe(1);
    expect(
      (await two.exec(`timeout ${scaled(10_000) / 1000} bash -c 'exec 3<>/dev/tcp/${one.address}/22'`)).code,
    ).toBe(0);
  });

  it('limits the memory of a unit and shows the kernel killing it', async () => {
    const host = await boot('web-1', { kernelLog: true });
    const eater = `python3 -c "b = bytearray(300 << 20)"`;
    const ran = await host.exec(`systemd-run --wait -q -p MemoryMax=64M -p MemorySwapMax=0 ${eater}`);
    expect(ran.code).not.toBe(0);
    expect(await host.must('journalctl -k -q --no-pager')).toContain('Killed process');
  });

  it('loses its network when cut and has it again when mended', async () => {
    const host = await boot('web-1');
    expect(await canConnect(host)).toBe(true);
    await host.cut();
    expect(await canConnect(host)).toBe(false);
    await host.mend();
    await expect.poll(() => canConnect(host), { timeout: scaled(10_000) }).toBe(true);
  });

  it('is renewed: what was changed is gone, what others know of it is the same', async () => {
    const host = await boot('web-1', { sudo: ['/usr/sbin/nginx -T'] });
    await host.must('rm /usr/sbin/nginx; touch /srv/change; nft add table inet fw; ip link set eth0 down');
    await host.renew();
    const changes = 'ls /srv/change 2>&1; nft list tables; ls /usr/sbin/nginx; hostname -I; hostname';
    expect((await host.exec(changes)).stdout).toBe(
      `ls: cannot access '/srv/change': No such file or directory\n/usr/sbin/nginx\n${host.address} \nweb-1\n`,
    );
    const hostKey = await host.must('ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub');
    expect(hostKey.split(' ')[1]).toBe(host.fingerprint);
    expect((await ssh(host, 'bot', 'sudo -n nginx -T >/dev/null 2>&1 && id -nu')).stdout).toBe('bot\n');
  });

  it('leaves nothing behind when it goes down, and going down twice is fine', async () => {
    const host = await boot('web-1');
    const dir = `${labDir}/hosts/${host.id}`;
    const init = readFileSync(`${dir}/init`, 'utf8').trim();
    const cgroups = readFileSync(`${dir}/cgroups`, 'utf8').trim().split('\n');
    const link = `/sys/class/net/${readFileSync(`${dir}/link`, 'utf8').trim()}`;
    const used = [dir, `/proc/${init}`, link, `/run/netns/resus-${host.id}`, ...cgroups];
    expect(used.filter((path) => !existsSync(path))).toEqual([]);
    await host.down();
    await host.down();
    expect(used.filter((path) => existsSync(path))).toEqual([]);
  });

  it('takes down a host whose owner died without doing so', async () => {
    const owner = spawn('sleep', ['600']);
    const id = `orphan-${process.pid}`;
    await mustRunLab(['up', id], { env: { RESUS_LAB_OWNER: String(owner.pid) } });
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    await mustRunLab(['reap']);
    expect(existsSync(`${labDir}/hosts/${id}`)).toBe(false);
    expect((await runLab(['exec', id, 'true'])).stderr).toBe(`lab: ${id} is not up\n`);
  });

  it('boots from a layer that was installed once, whoever asks for it', async () => {
    let installs = 0;
    const install = async (host: LabHost) => {
      installs += 1;
      await host.put('made once', '/srv/made');
      await host.must(`echo ${Date.now()} >/srv/when`);
    };
    const content = `test ${process.pid} ${Date.now()}`;
    const [first, second] = await Promise.all([
      prepareLayer('lab-test', content, install),
      prepareLayer('lab-test', content, install),
    ]);
    expect([installs, second]).toEqual([1, first]);
    const [one, two] = await Promise.all([boot('one', { layer: first }), boot('two', { layer: first })]);
    expect(await one.must('cat /srv/made /srv/when')).toBe(await two.must('cat /srv/made /srv/when'));
    expect(await one.must('cat /etc/machine-id')).not.toBe(await two.must('cat /etc/machine-id'));
    await Promise.all([one.down(), two.down()]);
    for (const left of ['', '.used']) rmSync(`${labDir}/layers/${first}${left}`, { recursive: true });
  });
});

async function ssh(host: LabHost, user: string, command: string): Promise<{ stdout: string }> {
  const options = [
    'StrictHostKeyChecking=no',
    'UserKnownHostsFile=/dev/null',
    'LogLevel=ERROR',
    'BatchMode=yes',
  ];
  const args = [...options.flatMap((option) => ['-o', option]), '-i', host.keyFile, '-p', String(host.port)];
  const child = spawn('ssh', [...args, `${user}@${host.address}`, command], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  await once(child, 'close');
  return { stdout };
}

function canConnect(host: LabHost): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = new Socket();
  socket.setTimeout(1000, () => resolve(false));
  socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  socket.connect(host.port, host.address);
  return promise.finally(() => socket.destroy());
}
