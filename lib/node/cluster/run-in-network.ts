// A command that goes on in the network of the cluster: the same command, started again by nsenter.
import { readlink } from 'node:fs/promises';
import { toSignalCode } from '../../core/outcome.ts';
import { printError } from '../cli/print-error.ts';
import { runProgram } from '../process/run-program.ts';
import type { ClusterAccess } from './access.ts';

/** Our own end, once we were told to stop, takes as long as what we undo: pods go within their grace period. */
const STOP_DEADLINE_MS = 180_000;

/**
 * Runs this command again in the network of the cluster, where it does not run there yet.
 * @returns its exit code, of the signals that we get too; undefined where we are in that network already
 */
export async function runInNetwork({ enter }: ClusterAccess, stop: AbortSignal): Promise<number | undefined> {
  const space = enter.find((word) => word.startsWith('--net='))?.slice('--net='.length);
  if (space === undefined || (await readlink(space)) === (await readlink('/proc/self/ns/net')))
    return undefined;
  const [command = '', ...args] = [...enter, process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const { code, signal } = await runProgram(command, args, {
    env: process.env,
    onOurTerminal: true,
    stop,
    stopDeadlineMs: STOP_DEADLINE_MS,
    handsOnSignal: true,
  });
  if (code === null && !stop.aborted)
    printError(new Error(`what was started in the network of the cluster was ended by ${signal}`));
  return code ?? toSignalCode(signal ?? '');
}
