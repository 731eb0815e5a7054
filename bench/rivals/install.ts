// Locust and Artillery for the bench alone: each in a folder of its own in .tools, at a version that is pinned here.
import { access, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keptPath } from '../../lib/node/files/paths.ts';
import { runProgram } from '../../lib/node/process/run-program.ts';

interface Package {
  /** Its folder in .tools, named by what is in it. */
  readonly folder: string;
  /** Its program, within the folder. */
  readonly program: string;
  /** What puts it into this folder, one after the other. */
  toSteps(dir: string): readonly (readonly [command: string, ...args: string[]])[];
}

const LOCUST = { locust: '2.47.0', fastjsonschema: '2.22.3' };
/** The last that runs on Node 20: 2.0.22 wants Node 22.13. */
const ARTILLERY = '2.0.21';

const PACKAGES = {
  Locust: {
    folder: `locust-${LOCUST.locust}`,
    program: 'bin/locust',
    toSteps: (dir) => [
      ['python3', '-m', 'venv', dir],
      [
        join(dir, 'bin/pip'),
        ...['install', '--quiet', '--disable-pip-version-check'],
        ...Object.entries(LOCUST).map(([name, version]) => `${name}==${version}`),
      ],
    ],
  },
  Artillery: {
    folder: `artillery-${ARTILLERY}`,
    program: 'node_modules/.bin/artillery',
    toSteps: (dir) => [
      [
        'npm',
        ...['install', '--prefix', dir, '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'],
        `artillery@${ARTILLERY}`,
      ],
    ],
  },
} as const satisfies Readonly<Record<string, Package>>;

export type RivalName = keyof typeof PACKAGES;

const INSTALL_DEADLINE_MS = 300_000;
/** Written last: a folder without it was left half full. */
const WHOLE = '.whole';

/**
 * The path of a rival's program, which is put into .tools first where it is not there.
 * @throws Error saying which step of that failed, and how
 */
export async function ensureRival(name: RivalName, stop: AbortSignal): Promise<string> {
  const { folder, program, toSteps }: Package = PACKAGES[name];
  const dir = keptPath('.tools', folder);
  const binary = join(dir, program);
  if (await isThere(join(dir, WHOLE))) return binary;
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true });
  for (const [command, ...args] of toSteps(dir)) {
    const { code, output, timedOut } = await runProgram(command, args, {
      env: process.env,
      timeoutMs: INSTALL_DEADLINE_MS,
      stop,
    });
    stop.throwIfAborted();
    if (code !== 0) {
      const why = timedOut ? `not within ${INSTALL_DEADLINE_MS / 1000} s` : output.trim().split('\n').at(-1);
      throw new Error(`${[command, ...args].join(' ')}: ${why}`);
    }
  }
  await access(binary);
  await writeFile(join(dir, WHOLE), '');
  return binary;
}

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
