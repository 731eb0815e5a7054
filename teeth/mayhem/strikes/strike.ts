// What each kind of strike does to a run that is on.
import { rename, truncate, unlink } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { signalGroup } from '../../../lib/node/process/group.ts';
import { PROXY_NAME } from '../../../lib/node/run/surroundings.ts';
import type { Apart } from '../apart.ts';
import type { Strike } from '../faults/fault.ts';

/** What a strike finds. */
export interface Target {
  readonly run: Apart;
  /** Of Toxiproxy's control API. */
  readonly apiUrl: string;
}

const CALL_DEADLINE_MS = 5_000;

/**
 * Strikes.
 * @throws Error where that cannot be done, such as for want of the part that is to be struck
 */
export async function runStrike(strike: Strike, { run, apiUrl }: Target): Promise<void> {
  switch (strike.kind) {
    case 'signals': {
      const pid = strike.to === 'group' ? run.pid : await run.pidOf(strike.to);
      for (const { signal, afterMs = 0 } of strike.sends) {
        await pause(afterMs);
        if (strike.to === 'group') signalGroup(pid, signal);
        else if (run.isRunning()) sendTo(pid, signal);
      }
      return;
    }
    case 'journal': {
      const { journal } = await run.files();
      if (strike.becomes === 'renamed') await rename(journal, `${journal}.1`);
      else if (strike.becomes === 'emptied') await truncate(journal, 0);
      else await unlink(journal);
      return;
    }
    case 'toxiproxy': {
      const answer = await fetch(`${apiUrl}${strike.path.replace('{proxy}', PROXY_NAME)}`, {
        method: strike.method,
        ...(strike.body === undefined ? {} : { body: JSON.stringify(strike.body) }),
        signal: AbortSignal.timeout(CALL_DEADLINE_MS),
      });
      if (!answer.ok) throw new Error(`Toxiproxy answered ${answer.status}: ${await answer.text()}`);
      return;
    }
  }
}

/** One that has ended between two signals is no trouble: it was struck. */
function sendTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
