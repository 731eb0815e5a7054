// What a person or a supervisor sends, once and in pairs.
import type { Fault, Sent } from './fault.ts';
import { ANY_TIME } from './moments.ts';

const signalled = (
  id: string,
  does: string,
  sends: readonly Sent[],
  rest: Partial<Fault> & Pick<Fault, 'ends'>,
): Fault => ({
  id,
  does,
  strike: { kind: 'signals', to: 'orchestrator', sends },
  between: ANY_TIME,
  blinds: true,
  harms: false,
  ...rest,
});

export const SIGNALS: readonly Fault[] = [
  signalled('sigint', 'the run gets SIGINT', [{ signal: 'SIGINT' }], { ends: ['interrupted'], codes: [130] }),
  signalled('sigterm', 'the run gets SIGTERM', [{ signal: 'SIGTERM' }], {
    ends: ['interrupted'],
    codes: [143],
  }),
  signalled('sighup', 'the run gets SIGHUP', [{ signal: 'SIGHUP' }], { ends: ['interrupted'], codes: [129] }),
  signalled('ctrl-c', 'Ctrl-C reaches every process of the group, npm first', [{ signal: 'SIGINT' }], {
    strike: { kind: 'signals', to: 'group', sends: [{ signal: 'SIGINT' }] },
    by: 'npm',
    ends: ['interrupted'],
    codes: [130],
  }),
  signalled(
    'sigint-twice',
    'the run gets SIGINT, and again before it has ended',
    [{ signal: 'SIGINT' }, { signal: 'SIGINT', afterMs: 1_200 }],
    { ends: ['interrupted'], codes: [130], inHaste: true },
  ),
  signalled(
    'sigint-sigterm',
    'the run gets SIGINT, then SIGTERM',
    [{ signal: 'SIGINT' }, { signal: 'SIGTERM', afterMs: 1_200 }],
    { ends: ['interrupted'], codes: [130, 143], inHaste: true },
  ),
  signalled(
    'sigterm-sigkill',
    'the run gets SIGTERM, and SIGKILL before it has ended, as from a container',
    [{ signal: 'SIGTERM' }, { signal: 'SIGKILL', afterMs: 300 }],
    { ends: ['interrupted', 'killed'], codes: [143] },
  ),
  signalled(
    'sigstop-sigint-sigcont',
    'the run is held by Ctrl-Z, and gets SIGINT before it goes on',
    [{ signal: 'SIGSTOP' }, { signal: 'SIGINT', afterMs: 500 }, { signal: 'SIGCONT', afterMs: 500 }],
    { ends: ['interrupted'], codes: [130] },
  ),
];
