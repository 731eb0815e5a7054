// What `npm run flows` takes: the command line, --help and docs/synthetic-probes.md are held to this.
import { type Command, toActionNotes } from '../../../lib/core/options/command.ts';
import {
  BY_HAND,
  choice,
  integer,
  number,
  type Option,
  onOff,
  pickOptions,
  text,
} from '../../../lib/core/options/option.ts';
import { toBaseOption } from '../../../lib/core/options/target.ts';
import { SHARED_OPTIONS } from '../../../lib/core/plan/run-options.ts';
import { toWithoutOption } from '../../../lib/core/service/parts.ts';
import type { Service } from '../../../lib/core/service/service.ts';
import { ENVIRONMENTS } from '../../../lib/core/smoke/flows/environments.ts';

/** What each action does. */
export const ACTION_DOCS = {
  lint: 'says what is wrong with flow files, by line and column; the words are files, none: all of the service',
  run: 'plays flows once against BASE, the embedded service where that is empty; the words are ids, none: all',
  record: 'plays one flow and keeps the answers as a cassette of it',
  serve: 'plays the flows of an environment by their schedules, until Ctrl-C',
  compile: 'makes flows k6 scenarios, dist/flow.<id>.js',
  availability: 'strikes a prober again and again, and counts the probes that it made all the same',
  replay: 'judges the recorded answers with the flows of today',
} as const;
export type ActionName = keyof typeof ACTION_DOCS;
export const ACTION_NAMES = Object.keys(ACTION_DOCS) as readonly ActionName[];

const CASSETTE_NAME = { pattern: /^[a-z0-9][a-z0-9_-]{0,63}$/, wanted: 'small letters, digits, - and _' };

const toOptions = (service: Service): readonly Option[] => [
  ...pickOptions(SHARED_OPTIONS, 'GATE_SERVICE'),
  toBaseOption(
    'run, record, serve: the service, http://host:port; empty: the embedded one, and for serve what each flow names',
    'BASE',
    {
      flagAliases: ['target'],
    },
  ),
  choice(
    'FLOWS_ENVIRONMENT',
    'staging',
    ENVIRONMENTS,
    'run: whose deadlines hold; serve: whose targets, schedules and deadlines',
    {
      flag: 'environment',
    },
  ),
  ...pickOptions(SHARED_OPTIONS, 'DEFECTS'),
  toWithoutOption(service),
  text('FLOWS_AS', 'good', 'record: the name of the cassette; one that is there is replaced', CASSETTE_NAME, {
    flag: 'as',
    byHand: BY_HAND.writes,
  }),
  choice(
    'FLOWS_VARIANT',
    '',
    ['', ...service.variantIds],
    'record: plays these users alone, for a smaller cassette; empty: those of the flow',
    { flag: 'variant', byHand: BY_HAND.narrows },
  ),
  onOff('FLOWS_JSON', 'lint, run, replay: prints JSON instead of lines', { flag: 'json' }),
  text('FLOWS_HOST', '127.0.0.1', 'serve: the address it listens at', undefined, { flag: 'host' }),
  integer('FLOWS_PORT', '8005', 0, 65_535, 'serve: the port; 0: any that is free', { flag: 'port' }),
  text(
    'FLOWS_STATE_FILE',
    '.state/flows.json',
    'serve: remembers what is due, what was made, and the error budgets',
    undefined,
    { flag: 'state-file' },
  ),
  text(
    'FLOWS_TARGETS',
    '',
    'serve: plays each flow at several targets, told apart by name: canary=http://host:port,stable=http://host:port',
    undefined,
    { flag: 'targets' },
  ),
  text('FLOWS_LOG', '', 'serve: takes a line of JSON for each run; empty: none is kept', undefined, {
    flag: 'log',
  }),
  integer('FLOWS_CONCURRENCY', '4', 1, 64, 'serve: flows that are under way at once', {
    flag: 'concurrency',
  }),
  integer(
    'FLOWS_SEED',
    '1',
    0,
    4_294_967_295,
    'serve: seed of the jitter; replicas with different seeds call at different times',
    { flag: 'seed' },
  ),
  number(
    'FLOWS_TIME_SCALE',
    '1',
    1,
    1_000,
    'serve: divides every period, deadline and window of an objective',
    { flag: 'time-scale' },
  ),
  text(
    'FLOWS_EVERY',
    '',
    'serve, availability: one period for all flows in place of theirs, like 6s',
    { pattern: /^[1-9]\d{0,8}(ms|s|m|h|d)$/, wanted: 'a time like 6s' },
    { flag: 'every' },
  ),
  integer('FLOWS_KILLS', '50', 1, 1_000, 'availability: how often it is struck', { flag: 'kills' }),
  onOff('FLOWS_WRITE', 'availability: writes the figures into docs/synthetic-probes.md', {
    flag: 'write',
    byHand: BY_HAND.writes,
  }),
  onOff('FLOWS_EXIT_WITH_PARENT', 'serve: ends when its stdin does', {
    flag: 'exit-with-parent',
    byHand: BY_HAND.child,
  }),
];

/** The command for a service. */
export const toFlowsCommand = (service: Service): Command => ({
  name: 'flows',
  usage: '<action> [flows] [options]',
  does: 'Checks the synthetic flows of a service, plays them once or by a schedule, and makes k6 scenarios of them.',
  arguments: [
    { name: 'action', doc: ACTION_NAMES.join(', '), choices: ACTION_NAMES },
    {
      name: 'flows',
      doc: 'files for lint, ids for the others; none: all of the service',
      optional: true,
      many: true,
    },
  ],
  options: toOptions(service),
  target: { reads: 'BASE' },
  notes: [...toActionNotes(ACTION_DOCS)],
  examples: [
    ['flows -- lint', 'all flows of the service'],
    ['flows -- run --base http://127.0.0.1:3300', 'every flow once, against yours'],
    ['flows -- serve --environment staging --target http://127.0.0.1:3300', 'by their schedules'],
  ],
  exitCodes: {
    0: 'nothing is wrong; every flow passed',
    1: 'lint found a fault; a flow failed; a cassette is judged differently today',
    2: 'usage or set-up',
    3: 'it cannot be told',
  },
  endsInOrder: true,
});
