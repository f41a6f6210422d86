import { type LabHost, labMissing } from './lab.ts';
import { prepareLayer } from './layer.ts';
import { mustRunLab, runLabNow } from './script.ts';

/** Why no lab host can run Docker here, or undefined when one can. `npm test` installs it; by itself a test does not. */
export function dockerMissing(): string | undefined {
  const missing = labMissing();
  if (missing !== undefined) return missing;
  const isThere = runLabNow(['packages', 'docker', 'there']).code === 0;
  return isThere ? undefined : 'Docker is not installed for the lab: test/lab/lab.sh packages docker';
}

/**
 * The layer of hosts with a real Docker engine and Compose 2: about 45 seconds, once. There is no registry here, so
 * it holds one image, `lab/debian:12`, made of the host itself, which all others are built from.
 */
export async function dockerLayer(): Promise<string> {
  const packages = (await mustRunLab(['packages', 'docker'], { loud: true, timeoutMs: 700_000 })).trim();
  return prepareLayer('docker', noNames + noNamesUnit + importImage, install, packages);
}

async function install(host: LabHost): Promise<void> {
  await host.put(noNames, '/usr/local/sbin/no-names', '755');
  await host.put(noNamesUnit, '/etc/systemd/system/no-names.service');
  await host.must('systemctl enable -q --now no-names');
  await host.must(importImage, 120_000);
}

/** Docker passes names that are no container's on to the host's name server: one that knows none, and says so at once. */
const noNames = `#!/usr/bin/python3
import socket
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("192.0.2.53", 53))
while True:
    query, client = server.recvfrom(512)
    server.sendto(query[:2] + bytes([query[2] & 1 | 0x80, 0x83]) + query[4:6] + bytes(6) + query[12:], client)
`;

const noNamesUnit = `[Service]
ExecStartPre=ip address replace 192.0.2.53/32 dev lo
ExecStart=/usr/local/sbin/no-names
[Install]
WantedBy=multi-user.target
`;

/** What servers in containers do not need is left out: systemd, Docker, what packages are made of. Tar's exit code 1 says that a log grew. */
const importImage = `
set -eo pipefail
systemctl start docker
cd /
{ tar --one-file-system -c --warning=no-file-changed --exclude=./boot --exclude=./root --exclude=./var/cache --exclude=./usr/share/perl \\
  --exclude=./usr/share/zoneinfo --exclude=./usr/lib/systemd --exclude=./usr/libexec/docker --exclude=./usr/lib/git-core \\
  --exclude=./usr/lib/llvm* --exclude=./usr/lib/x86_64-linux-gnu/libLLVM* --exclude=./usr/lib/postgresql/15/lib/bitcode \\
  --exclude=./usr/bin/docker* --exclude=./usr/sbin/docker* --exclude=./usr/bin/containerd* --exclude=./usr/bin/ctr \\
  --exclude=./usr/sbin/runc --exclude=./usr/bin/git* --exclude=./var/lib/apt --exclude=./var/lib/dpkg --exclude=./var/lib/mysql/* \\
  --exclude=./var/lib/postgresql/15 --exclude=./etc/nginx/sites-enabled/* --exclude=./usr/lib/python3/dist-packages/django/*/locale --exclude=./etc/machine-id . || [ $? = 1 ]; } |
  docker import - lab/debian:12
docker run --rm lab/debian:12 true
`;
