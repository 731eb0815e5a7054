// Everything that is done to a run, and how it may end after it.

import { THEIRS } from '../leftovers.ts';
import type { Fault, Part, Sent } from './fault.ts';
import { LAST_STRIKE_SEC, TOXIC_SEC } from './load.ts';

/** From the first answers on; with and without a toxic. */
const ANY_TIME = [1, LAST_STRIKE_SEC] as const;
const BEFORE_CHAOS = [1, TOXIC_SEC.from - 1.5] as const;

const send = (to: Part | 'group', ...sends: readonly (NodeJS.Signals | Sent)[]): Fault['strike'] => ({
  kind: 'signals',
  to,
  sends: sends.map((sent) => (typeof sent === 'string' ? { signal: sent } : sent)),
});

export const FAULTS: readonly Fault[] = [
  {
    id: 'k6-killed',
    does: 'k6 is killed',
    strike: send('k6', 'SIGKILL'),
    between: ANY_TIME,
    blinds: true,
    harms: false,
    ends: ['inconclusive'],
  },
  {
    id: 'journal-renamed',
    does: 'the journal is renamed',
    strike: { kind: 'journal', becomes: 'renamed' },
    between: ANY_TIME,
    blinds: true,
    harms: false,
    ends: ['unjudged'],
  },
  {
    id: 'toxic-of-another',
    does: "somebody else puts a toxic on the run's proxy while none of the run's is on",
    strike: {
      kind: 'toxiproxy',
      method: 'POST',
      path: '/proxies/{proxy}/toxics',
      body: { name: THEIRS, type: 'timeout', attributes: { timeout: 0 } },
    },
    between: BEFORE_CHAOS,
    blinds: true,
    harms: false,
    ends: ['inconclusive'],
  },
  {
    id: 'sigint',
    does: 'the orchestrator gets SIGINT',
    strike: send('orchestrator', 'SIGINT'),
    between: ANY_TIME,
    blinds: true,
    harms: false,
    ends: ['interrupted'],
    codes: [130],
  },
];
