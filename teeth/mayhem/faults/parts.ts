// Parts of a run that die, stand still for ever or for a while, or get no more memory or descriptors.
import type { Fault, Part, Sent } from './fault.ts';
import { ANY_TIME, EARLY } from './moments.ts';

type Story = Pick<Fault, 'blinds' | 'harms' | 'ends'>;
/** The run cannot know any more how the service did. */
const BLINDED: Story = { blinds: true, harms: false, ends: ['inconclusive'] };
/** Nothing that the run needs is gone. */
const UNHARMED: Story = { blinds: false, harms: false, ends: ['pass'] };
/** What is missing for a while may be more than a run can do without. */
const DISTURBED: Story = { blinds: false, harms: false, ends: ['pass', 'inconclusive'] };
/** The service is as good as gone. */
const GONE: Story = { blinds: true, harms: true, ends: ['fail', 'inconclusive'] };
/** It is slow for a while, which it may be. */
const SLOWED: Story = { blinds: false, harms: true, ends: ['pass', 'fail', 'inconclusive'] };
/** Nobody is left who could judge. */
const ENDED: Story = { blinds: true, harms: false, ends: ['killed'] };

const NAMES: Readonly<Record<Part, string>> = {
  orchestrator: 'the orchestrator',
  npm: 'npm in front of it',
  k6: 'k6',
  toxiproxy: "the run's Toxiproxy",
  service: 'the service',
  upstream: "the service's upstream",
  live: 'the live feed',
  shell: 'the shell that ends what is left',
};

const toFault = (part: Part, what: string, does: string, story: Story, rest: Partial<Fault>): Fault => ({
  id: `${part}-${what}`,
  does: `${NAMES[part]} ${does}`,
  strike: { kind: 'signals', to: part, sends: [] },
  between: ANY_TIME,
  ...(part === 'toxiproxy' ? { toxiproxy: 'own' } : {}),
  ...(part === 'live' ? { options: { LIVE: 'true', LIVE_PORT: '0' } } : {}),
  ...story,
  ...rest,
});

const sending = (part: Part, ...sends: readonly Sent[]): Pick<Fault, 'strike'> => ({
  strike: { kind: 'signals', to: part, sends },
});

const killed = (part: Part, story: Story, rest: Partial<Fault> = {}) =>
  toFault(part, 'killed', 'is killed', story, { ...sending(part, { signal: 'SIGKILL' }), ...rest });
const frozen = (part: Part, story: Story, rest: Partial<Fault> = {}) =>
  toFault(part, 'frozen', 'stands still', story, { ...sending(part, { signal: 'SIGSTOP' }), ...rest });

const PAUSE_MS = 3_000;
const paused = (part: Part, story: Story) =>
  toFault(part, 'paused', `stands still for ${PAUSE_MS / 1000} s`, story, {
    ...sending(part, { signal: 'SIGSTOP' }, { signal: 'SIGCONT', afterMs: PAUSE_MS }),
  });
const short = (part: Part, of: 'memory' | 'descriptors', story: Story) =>
  toFault(part, `short-of-${of}`, `gets no more ${of === 'memory' ? of : 'file descriptors'}`, story, {
    strike: { kind: 'limit', part, of },
    needs: 'prlimit',
  });

export const PARTS: readonly Fault[] = [
  killed('k6', BLINDED),
  frozen('k6', BLINDED),
  paused('k6', DISTURBED),
  killed('toxiproxy', BLINDED),
  frozen('toxiproxy', BLINDED),
  paused('toxiproxy', DISTURBED),
  killed('service', GONE),
  frozen('service', GONE),
  paused('service', SLOWED),
  killed('upstream', GONE, { between: EARLY }),
  frozen('upstream', GONE, { between: EARLY }),
  killed('live', UNHARMED),
  frozen('live', UNHARMED),
  killed('shell', UNHARMED),
  killed('orchestrator', ENDED),
  paused('orchestrator', DISTURBED),
  // What it runs sees that it is gone, and ends in order; the exit code is that of npm.
  killed('npm', ENDED, { by: 'npm' }),
  short('k6', 'memory', DISTURBED),
  short('k6', 'descriptors', DISTURBED),
  short('orchestrator', 'memory', { ...DISTURBED, ends: ['pass', 'inconclusive', 'unjudged', 'killed'] }),
  {
    ...short('orchestrator', 'descriptors', { ...BLINDED, ends: ['inconclusive', 'unjudged', 'killed'] }),
    cutsOff: true,
  },
  short('service', 'memory', SLOWED),
];
