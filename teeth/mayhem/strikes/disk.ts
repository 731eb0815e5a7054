// A disk of its own for the results, which is full from one moment to the next.
import { statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from '../../../lib/node/process/run-program.ts';
import { runWhenWeEnd } from '../../../lib/node/process/with-us.ts';
import type { Prepared, Setting } from './prepared.ts';

/** A run of this length writes about a tenth of it. */
const DISK_BYTES = 16_000_000;

async function run(command: string, ...args: readonly string[]): Promise<void> {
  const { code, output } = await runProgram(command, args);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')}: ${output.trim()}`);
}

/** @param leftBytes what the run finds when it is struck */
export async function prepareDisk({ folders }: Setting, leftBytes: number): Promise<Prepared> {
  await run('mount', '-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', folders.output);
  const unmount = ['-l', folders.output];
  const letGo = runWhenWeEnd('umount', unmount);
  return {
    async strike(apart) {
      const { bavail, bsize } = await statfs(folders.output);
      const filler = join((await apart.files()).dir, 'filler');
      // The last bytes are another's by now, and then it is full too.
      await writeFile(filler, Buffer.alloc(Math.max(0, bavail * bsize - leftBytes))).catch(() => {});
    },
    async undo() {
      letGo();
      await run('umount', ...unmount);
    },
  };
}
