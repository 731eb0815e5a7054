// Every kind of strike, made ready.
import { setTimeout as pause } from 'node:timers/promises';
import { signalGroup } from '../../../lib/node/process/group.ts';
import { PROXY_NAME } from '../../../lib/node/run/surroundings.ts';
import type { Strike } from '../faults/fault.ts';
import { prepareClock } from './clock.ts';
import { prepareDisk } from './disk.ts';
import { forgeNote, garbleNote, loseJournal, removeFiles } from './files.ts';
import { prepareFront } from './front.ts';
import { runShort } from './limit.ts';
import { prepareNames } from './names.ts';
import { occupyPort } from './port.ts';
import type { Prepared, Setting } from './prepared.ts';
import { prepareSecondRun } from './second-run.ts';

const CALL_DEADLINE_MS = 5_000;

/** Makes a strike ready. @throws Error where that cannot be done */
export async function prepareStrike(strike: Strike, setting: Setting): Promise<Prepared> {
  switch (strike.kind) {
    case 'signals':
      return {
        async strike(run) {
          const pid = strike.to === 'group' ? run.pid : await run.pidOf(strike.to);
          for (const { signal, afterMs = 0 } of strike.sends) {
            await pause(afterMs);
            if (strike.to === 'group') signalGroup(pid, signal);
            else sendTo(pid, signal);
          }
        },
      };
    case 'limit':
      return { strike: async (run) => runShort(await run.pidOf(strike.part), strike.of) };
    case 'output':
      return {
        async strike({ process: { stdout, stderr } }) {
          stdout?.destroy();
          stderr?.destroy();
        },
      };
    case 'journal':
      return { strike: (run) => loseJournal(run, strike.becomes) };
    case 'removed':
      return { strike: (run) => removeFiles(run, strike.what) };
    case 'note':
      return strike.becomes === 'garbled' ? { strike: garbleNote } : forgeNote(setting);
    case 'disk':
      return prepareDisk(setting, strike.leftBytes);
    case 'toxiproxy':
      return {
        strike: () =>
          call(`${setting.apiUrl}${strike.path.replace('{proxy}', PROXY_NAME)}`, strike.method, strike.body),
      };
    case 'front':
      return prepareFront(setting, strike);
    case 'k6 stopped': {
      const attributes = { stopped: true };
      const body = { data: { type: 'status', id: 'default', attributes } };
      return { strike: () => call(`http://${setting.k6Address}/v1/status`, 'PATCH', body) };
    }
    case 'k6 port taken':
      return occupyPort(setting.k6Address);
    case 'second run':
      return prepareSecondRun(setting);
    case 'clock':
      return prepareClock({ dir: setting.dir, stepMs: strike.stepMs, afterSec: setting.atSec });
    case 'names gone':
      return prepareNames(setting);
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

async function call(url: string, method: string, body?: unknown): Promise<void> {
  const answer = await fetch(url, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(CALL_DEADLINE_MS),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${url} was answered with ${answer.status}: ${text}`);
}
