// Locust and Artillery as runners of the bench.
import { join } from 'node:path';
import { repoPath } from '../../lib/node/files/paths.ts';
import { type Runner, toJournal } from '../cost/runners.ts';
import { ensureRival, type RivalName } from './install.ts';

/** What Locust does with an answer: the contract of its route alone, or all that the suite does. */
type Work = 'contract' | 'same';

const CONTRACTS = repoPath('services/aurora/contracts');
/** Journeys per second; more than this Artillery queues, and its users pile up. */
const ARTILLERY_MOST_RPS = 60;

const toLocust = (program: string, work: Work, known: string): Runner => ({
  name: work === 'same' ? 'Locust, same work' : 'Locust, contract',
  doc:
    work === 'same'
      ? 'FastHttpUser, fastjsonschema, and in Python: promises, counters, journal line'
      : 'FastHttpUser and fastjsonschema: the contract alone',
  acceptedCodes: [0],
  hasJournal: work === 'same',
  toCommand(round) {
    const { load, seconds, base, repertoire, form } = round;
    const users = String(load === 'saturation' ? 16 : Math.round(load));
    const args = [
      '--headless',
      '--only-summary',
      '-f',
      repoPath('bench/rivals/locustfile.py'),
      '--host',
      base,
    ];
    return {
      command: program,
      args: [...args, '-u', users, '-r', users, '-t', `${seconds}s`],
      env: {
        ...process.env,
        BENCH_LOAD: String(load),
        BENCH_WORK: work,
        BENCH_CONTRACTS: CONTRACTS,
        BENCH_REPERTOIRE: repertoire,
        BENCH_FORM: form,
        BENCH_KNOWN: known,
        BENCH_JOURNAL: toJournal(round),
        // Else it leaves what it compiled beside the sources.
        PYTHONDONTWRITEBYTECODE: '1',
      },
    };
  },
});

const toArtillery = (program: string): Runner => ({
  name: 'Artillery, contract',
  doc: 'ajv in its processor: the contract alone',
  acceptedCodes: [0],
  toCommand: ({ load, seconds, base, form }) => ({
    command: program,
    args: ['run', '--quiet', '--target', base, repoPath('bench/rivals/artillery.yml')],
    env: {
      ...process.env,
      // Artillery knows arrivals only: at saturation it is asked for what a CPU of it can just do.
      BENCH_RATE: String(load === 'saturation' ? ARTILLERY_MOST_RPS : Math.round(load)),
      BENCH_SECONDS: String(seconds),
      BENCH_CONTRACTS: CONTRACTS,
      BENCH_FORM: form,
      ARTILLERY_DISABLE_TELEMETRY: 'true',
    },
  }),
});

/**
 * The rivals that can be had on this machine, put into .tools where they are not.
 * @param dir where they find the tables of `toKnown`
 * @param onMissing told which cannot be had, and why
 */
export async function listRivals(
  dir: string,
  stop: AbortSignal,
  onMissing: (name: RivalName, why: string) => void,
): Promise<readonly Runner[]> {
  const known = toKnownFile(dir);
  const toRunners: Readonly<Record<RivalName, (program: string) => readonly Runner[]>> = {
    Locust: (program) => [toLocust(program, 'contract', known), toLocust(program, 'same', known)],
    Artillery: (program) => [toArtillery(program)],
  };
  const found: Runner[] = [];
  for (const name of ['Locust', 'Artillery'] as const) {
    try {
      found.push(...toRunners[name](await ensureRival(name, stop)));
    } catch (error) {
      stop.throwIfAborted();
      onMissing(name, error instanceof Error ? error.message : String(error));
    }
  }
  return found;
}

/** The file of the tables that Locust reads. */
export const toKnownFile = (dir: string) => join(dir, 'known.json');
