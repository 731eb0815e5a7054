// What a node runs beside Kubernetes (containerd, runc, the network plugins, busybox, iptables), from Debian's packages: downloaded and
// unpacked beside our own builds, never installed. What this machine has installed itself is taken from there.
import { access, constants, mkdir, readdir, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { OptionError } from '../../../core/options/option-error.ts';
import { keptPath } from '../../files/paths.ts';
import { runProgram } from '../../process/run-program.ts';

const PACKAGES = ['containerd', 'runc', 'containernetworking-plugins', 'busybox-static', 'iptables'] as const;
/** What iptables is linked with. Named, so that each is downloaded whether or not it is installed: the two must be of one version. */
const LIBRARIES = [
  'libip4tc2',
  'libip6tc2',
  'libxtables12',
  'libmnl0',
  'libnetfilter-conntrack3',
  'libnfnetlink0',
  'libnftnl11',
] as const;
/** What is looked for, and where Debian has it. */
const FOUND_IN = {
  containerd: ['usr/bin/containerd'],
  ctr: ['usr/bin/ctr'],
  'containerd-shim-runc-v2': ['usr/bin/containerd-shim-runc-v2'],
  runc: ['usr/sbin/runc', 'usr/bin/runc'],
  busybox: ['bin/busybox', 'usr/bin/busybox'],
  iptables: ['usr/sbin/iptables-nft', 'usr/sbin/iptables'],
  ptp: ['usr/lib/cni/ptp', 'opt/cni/bin/ptp'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type NodeProgram = keyof typeof FOUND_IN;

const DOWNLOAD_DEADLINE_MS = 300_000;
const UNPACK_DEADLINE_MS = 60_000;
const CACHE = keptPath('.tools', 'node-packages');

/** The programs of a node: their paths by name, and the folders in which they look for more. */
export interface NodePrograms {
  readonly paths: Readonly<Record<NodeProgram, string>>;
  /** For PATH: containerd looks for its shim and for runc there, kube-proxy for iptables. */
  readonly folders: readonly string[];
  /** What an iptables that was unpacked, and not installed, finds its own libraries by. */
  readonly iptablesEnv: Readonly<Record<string, string>>;
  readonly plugins: string;
}

/**
 * The programs of a node; downloads what is neither installed nor unpacked already.
 * @param onDownload is told before anything is downloaded
 * @throws OptionError naming what is missing, where it cannot be had
 */
export async function findNodePrograms(onDownload: () => void): Promise<NodePrograms> {
  const unpacked = join(CACHE, 'unpacked');
  let missing = await listMissing(unpacked);
  if (missing.length > 0) {
    onDownload();
    await download();
    missing = await listMissing(unpacked);
  }
  if (missing.length > 0)
    throw new OptionError(`${missing.join(', ')} not found after the download; ${REMEDY}`);
  const names = Object.keys(FOUND_IN) as NodeProgram[];
  const found = await Promise.all(names.map(async (name) => [name, await find(name, unpacked)] as const));
  const paths = Object.fromEntries(found) as Record<NodeProgram, string>;
  const libraries = join(unpacked, 'usr/lib', `${toDebianMachine()}-linux-gnu`);
  return {
    paths,
    folders: [join(CACHE, 'names'), ...['usr/bin', 'usr/sbin', 'bin'].map((dir) => join(unpacked, dir))],
    iptablesEnv: paths.iptables.startsWith(unpacked)
      ? { LD_LIBRARY_PATH: libraries, XTABLES_LIBDIR: join(libraries, 'xtables') }
      : {},
    plugins: join(paths.ptp, '..'),
  };
}

const REMEDY = `install ${PACKAGES.join(', ')} (these are Debian's names for them)`;
const toDebianMachine = () => (process.arch === 'arm64' ? 'aarch64' : 'x86_64');

async function find(name: NodeProgram, unpacked: string): Promise<string> {
  for (const root of [unpacked, '/'])
    for (const path of FOUND_IN[name]) {
      const file = join(root, path);
      if (
        await access(file, constants.X_OK).then(
          () => true,
          () => false,
        )
      )
        return file;
    }
  return '';
}

async function listMissing(unpacked: string): Promise<readonly NodeProgram[]> {
  const names = Object.keys(FOUND_IN) as NodeProgram[];
  const found = await Promise.all(names.map((name) => find(name, unpacked)));
  return names.filter((_, at) => found[at] === '');
}

async function download(): Promise<void> {
  const draft = `${CACHE}.${process.pid}`;
  const archives = join(draft, 'archives');
  try {
    await mkdir(archives, { recursive: true });
    // As root it would hand the download to a user of its own, who may not write here.
    const args = ['download', '-q', '-o', 'APT::Sandbox::User=root', ...PACKAGES, ...LIBRARIES];
    await run('apt-get', args, DOWNLOAD_DEADLINE_MS, archives);
    for (const file of (await readdir(archives)).filter((name) => name.endsWith('.deb')))
      await run('dpkg', ['-x', join(archives, file), join(draft, 'unpacked')], UNPACK_DEADLINE_MS);
    await rm(archives, { recursive: true });
    // One program under several names: which it is goes by how it is called. Debian makes the links when it installs.
    await mkdir(join(draft, 'names'));
    for (const name of [
      'iptables',
      'iptables-save',
      'iptables-restore',
      'ip6tables',
      'ip6tables-save',
      'ip6tables-restore',
    ])
      await symlink(join(CACHE, 'unpacked/usr/sbin/xtables-nft-multi'), join(draft, 'names', name));
    await rm(CACHE, { recursive: true, force: true });
    await rename(draft, CACHE);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** @throws OptionError with the last words of the program */
async function run(command: string, args: readonly string[], timeoutMs: number, cwd?: string): Promise<void> {
  const end = await runProgram(command, args, { timeoutMs, ...(cwd === undefined ? {} : { cwd }) }).catch(
    (error: Error) => error,
  );
  if (!(end instanceof Error) && end.code === 0) return;
  const said = end instanceof Error ? end.message : end.output.trim().split('\n').slice(-3).join(' ');
  throw new OptionError(`${command} could not get the programs of a node (${said}); ${REMEDY}`);
}
