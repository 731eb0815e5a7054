// A program that goes on when we end. Nothing else here does: whoever starts one notes it, so that it can be found and ended.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { StartError } from '../../process/start-error.ts';

/**
 * Starts a program in a session of its own, without a terminal.
 * @param logFile what it prints is added to this file
 * @returns its pid
 * @throws StartError where it cannot be started
 */
export async function startOutliving(
  command: string,
  args: readonly string[],
  logFile: string,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const log = await open(logFile, 'a');
  try {
    const child = spawn(command, args, { detached: true, stdio: ['ignore', log.fd, log.fd], env });
    await once(child, 'spawn');
    child.unref();
    return Number(child.pid);
  } catch (cause) {
    throw new StartError(command, cause);
  } finally {
    await log.close();
  }
}
