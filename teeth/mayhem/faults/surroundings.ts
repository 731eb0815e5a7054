// What stands around a run: its files, its disk, its output, its Toxiproxy, the machine.
import { THEIRS } from '../leftovers.ts';
import type { Fault, Strike } from './fault.ts';
import { ANY_TIME, BEFORE_CHAOS, BEFORE_THE_RUN, IN_CHAOS } from './moments.ts';

const DISTURBED = { blinds: false, harms: false, ends: ['pass', 'inconclusive'] } as const;
const UNHARMED = { blinds: false, harms: false, ends: ['pass'] } as const;
const BLINDED = { blinds: true, harms: false, ends: ['inconclusive'] } as const;
const LOST = { blinds: true, harms: false, ends: ['unjudged'] } as const;

/** A strike at any time of a run that it blinds, unless said otherwise. */
const toFault = (id: string, does: string, strike: Strike, rest: Partial<Fault> = {}): Fault => ({
  id,
  does,
  strike,
  between: ANY_TIME,
  ...BLINDED,
  ...rest,
});

const THEIR_TOXIC: Strike = {
  kind: 'toxiproxy',
  method: 'POST',
  path: '/proxies/{proxy}/toxics',
  body: { name: THEIRS, type: 'timeout', attributes: { timeout: 0 } },
};
const toggle = (enabled: boolean): Strike => ({
  kind: 'toxiproxy',
  method: 'POST',
  path: '/proxies/{proxy}',
  body: { enabled },
});

const FILES: readonly Fault[] = [
  ...(['renamed', 'emptied', 'deleted'] as const).map((becomes) =>
    toFault(`journal-${becomes}`, `the journal is ${becomes}`, { kind: 'journal', becomes }, LOST),
  ),
  toFault('results-removed', "the run's folder is removed", { kind: 'removed', what: 'results' }, LOST),
  toFault('logs-removed', 'the logs of all parts are removed', { kind: 'removed', what: 'logs' }, UNHARMED),
  toFault('notes-removed', "the run's note is removed", { kind: 'removed', what: 'notes' }, UNHARMED),
  toFault(
    'temporary-files-removed',
    "the run's temporary files are removed",
    { kind: 'removed', what: 'temporary files' },
    UNHARMED,
  ),
  toFault('note-garbled', "the run's note is overwritten", { kind: 'note', becomes: 'garbled' }, UNHARMED),
  toFault(
    'note-forged',
    'a forged note names a process that is not ours, and the next run looks at it',
    { kind: 'note', becomes: 'forged' },
    UNHARMED,
  ),
  toFault(
    'disk-full',
    'the disk of the results has 600 kB left',
    { kind: 'disk', leftBytes: 600_000 },
    {
      needs: 'root',
    },
  ),
  toFault(
    'disk-full-to-the-last-byte',
    'the disk of the results has nothing left',
    { kind: 'disk', leftBytes: 0 },
    { needs: 'root', ends: ['inconclusive', 'unjudged'] },
  ),
];

const OF_TOXIPROXY: readonly Fault[] = [
  toFault('their-toxic', "somebody else puts a toxic on the run's proxy at baseline", THEIR_TOXIC, {
    between: BEFORE_CHAOS,
  }),
  toFault('their-toxic-in-chaos', "somebody else puts a toxic beside the run's", THEIR_TOXIC, {
    between: IN_CHAOS,
  }),
  toFault('proxy-closed', "somebody closes the run's proxy at baseline", toggle(false), {
    between: BEFORE_CHAOS,
  }),
  toFault('proxy-closed-in-chaos', "somebody closes the run's proxy while a toxic is on", toggle(false), {
    between: IN_CHAOS,
  }),
  toFault('proxy-deleted', "somebody deletes the run's proxy", {
    kind: 'toxiproxy',
    method: 'DELETE',
    path: '/proxies/{proxy}',
  }),
  toFault(
    'toxics-reset',
    "somebody takes the run's toxic off before its time",
    { kind: 'toxiproxy', method: 'POST', path: '/reset' },
    { between: IN_CHAOS },
  ),
  toFault(
    'toxiproxy-api-hangs',
    "another's Toxiproxy does not answer for 4 s",
    { kind: 'front', before: 'toxiproxy', does: 'hangs', forMs: 4_000 },
    { toxiproxy: 'foreign', ...DISTURBED },
  ),
  toFault(
    'toxiproxy-api-refuses',
    "another's Toxiproxy refuses connections for 4 s",
    { kind: 'front', before: 'toxiproxy', does: 'closes', forMs: 4_000 },
    { toxiproxy: 'foreign', ...DISTURBED },
  ),
  toFault(
    'toxiproxy-api-garbled',
    "another's Toxiproxy answers with garbage for 4 s",
    { kind: 'front', before: 'toxiproxy', does: 'garbles', forMs: 4_000 },
    { toxiproxy: 'foreign', ...DISTURBED },
  ),
  toFault(
    'toxiproxy-name-gone',
    "the name of another's Toxiproxy is resolved no more",
    { kind: 'names gone' },
    { toxiproxy: 'foreign', needs: 'root', cutsOff: true },
  ),
  toFault('second-run', 'a second run is started on the same Toxiproxy', { kind: 'second run' }, UNHARMED),
];

const METRICS = [
  ['hangs', 'metrics-hang', 'hang'],
  ['closes', 'metrics-refused', 'cannot be connected to'],
  ['garbles', 'metrics-garbled', 'are garbage'],
  ['never ends', 'metrics-endless', 'never end'],
] as const;

const OTHERS: readonly Fault[] = [
  ...METRICS.map(([does, id, says]) =>
    toFault(id, `the service's metrics ${says}`, { kind: 'front', before: 'metrics', does }, DISTURBED),
  ),
  toFault('k6-stopped', 'somebody stops k6 through its REST API', { kind: 'k6 stopped' }),
  toFault(
    'k6-port-taken',
    'somebody listens where k6 is to',
    { kind: 'k6 port taken' },
    { between: BEFORE_THE_RUN, ends: ['refused'] },
  ),
  toFault('output-closed', 'nobody reads any more what the run says', { kind: 'output' }, UNHARMED),
  toFault('clock-on', 'the clock is set an hour on', { kind: 'clock', stepMs: 3_600_000 }, UNHARMED),
  toFault('clock-back', 'the clock is set an hour back', { kind: 'clock', stepMs: -3_600_000 }, UNHARMED),
];

export const SURROUNDINGS: readonly Fault[] = [...FILES, ...OF_TOXIPROXY, ...OTHERS];
