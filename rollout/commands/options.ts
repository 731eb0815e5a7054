// What `npm run rollout` takes: the command line and --help are held to this.

import { EVIDENCE_LOG_OPTION, SIGNER_OPTIONS } from '../../lib/core/evidence/options.ts';
import { SERVICE_ADDRESS } from '../../lib/core/options/address.ts';
import { type Command, toActionNotes } from '../../lib/core/options/command.ts';
import {
  BEARER_TOKEN,
  choice,
  integer,
  number,
  type Option,
  onOff,
  pickOptions,
  text,
} from '../../lib/core/options/option.ts';
import { SERVICE_OPTION, SHARED_OPTIONS } from '../../lib/core/plan/run-options.ts';
import { OVERRIDES } from '../decision/override.ts';
import { ENVIRONMENTS } from '../decision/policy-words.ts';
import { ADMISSION_ACTION_DOCS, ADMISSION_OPTIONS } from './admission/options.ts';
import { DRILL_OPTIONS } from './drills/options.ts';
import { OPTION_GROUPS } from './option-groups.ts';
import { ADAPT_OPTIONS, RELEASE_POLICY_OPTIONS } from './release/options.ts';
import { ROLLBACK_ACTION_DOCS, ROLLBACK_PARTS } from './rollback/options.ts';

/** What each action does. */
export const ACTION_DOCS = {
  policy: 'prints what a canary is held to in an environment, as JSON',
  'policy-check': 'tells every fault of the release policies, or of the one that the word names',
  explain:
    'says whether a release may go forward by the release policy, which clause decides, and what would change it',
  adapt:
    'gives a canary at an HTTP actuator more users the surer the decision is of it, until it has all or none',
  decide: 'decides once about a canary, from what Prometheus holds',
  serve: 'the decision server, which Argo asks, until Ctrl-C',
  override: 'tells the decision server what a person has decided, for a while',
  simulate: 'plays simulated canaries: how often the decision is wrong, and how long it takes',
  generate: 'writes the manifests of every environment into rollout/generated',
  drill: 'rolls out a real canary in the cluster of this machine, while one thing goes wrong',
  figures: 'prints the table of all drills that were played into a folder, results/ where none is given',
  ...ROLLBACK_ACTION_DOCS,
  ...ADMISSION_ACTION_DOCS,
} as const;
export type ActionName = keyof typeof ACTION_DOCS;
export const ACTION_NAMES = Object.keys(ACTION_DOCS) as readonly ActionName[];

const OPTIONS: readonly Option[] = [
  choice('ROLLOUT_ENVIRONMENT', 'staging', ENVIRONMENTS, 'whose policy holds', { flag: 'environment' }),
  text(
    'ROLLOUT_VALUES',
    '',
    'a values file: decide, serve and policy take its policy, generate prints its manifests; empty: the policy of the environment, and generate writes those of every environment',
    undefined,
    { flag: 'values' },
  ),
  SERVICE_OPTION,
  text('PROMETHEUS_URL', '', 'the Prometheus that scrapes both versions', SERVICE_ADDRESS, {
    flag: 'prometheus',
  }),
  text('PROMETHEUS_TOKEN', '', 'bearer token of that Prometheus; better by its variable', BEARER_TOKEN, {
    secret: true,
  }),
  text('PROBER_URL', '', 'the prober that plays the synthetic flows', SERVICE_ADDRESS, {
    flag: 'prober',
  }),
  text('PROBER_TOKEN', '', 'bearer token of that prober; better by its variable', BEARER_TOKEN, {
    secret: true,
  }),
  text(
    'ROLLOUT_GATE',
    '',
    "decide, serve, explain, watch: path or address of the summary.json of a run of the gate against the canary; {canary} stands for the canary's hash",
    undefined,
    { flag: 'gate' },
  ),
  text(
    'ROLLOUT_IN_FLIGHT',
    '',
    'decide, serve: selector of a gauge of calls in flight, where the policy asks for it',
    undefined,
    {
      flag: 'in-flight',
    },
  ),
  text(
    'ROLLOUT_HASH_LABEL',
    'hash',
    'decide, serve: the label of series that holds the pod template hash',
    { pattern: /^[a-zA-Z_]\w*$/, wanted: 'the name of a label' },
    { flag: 'hash-label' },
  ),
  text('ROLLOUT_NAMESPACE', '', 'namespace of the rollout', undefined, {
    flag: 'namespace',
  }),
  text('ROLLOUT_NAME', '', 'name of the rollout', undefined, {
    flag: 'rollout',
  }),
  text(
    'ROLLOUT_CANARY',
    '',
    'decide, override: pod template hash of the canary; rollback: the version that is to go',
    undefined,
    {
      flag: 'canary',
    },
  ),
  text(
    'ROLLOUT_STABLE',
    '',
    'decide: pod template hash of the stable version; rollback: of the version to go back to',
    undefined,
    { flag: 'stable' },
  ),
  text('ROLLOUT_STEP', '', 'decide: the step that the rollout stands at', undefined, { flag: 'step' }),
  text(
    'ROLLOUT_SINCE',
    '300',
    'decide: when the canary began, in seconds from now back, or as a time in UTC',
    {
      pattern: /^(\d{1,5}|\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z)$/,
      wanted: 'seconds, or a time like 2026-01-31T12:00:00Z',
    },
    { flag: 'since' },
  ),
  onOff('ROLLOUT_WAIT', 'decide: looks again while it is to hold; maxHoldS of the policy ends that', {
    flag: 'wait',
  }),
  onOff('ROLLOUT_JSON', 'decide, explain, rollback: prints JSON', { flag: 'json' }),
  text('ROLLOUT_HOST', '127.0.0.1', 'serve, watch, actuator: the address it listens at', undefined, {
    flag: 'host',
  }),
  integer('ROLLOUT_PORT', '9444', 0, 65_535, 'serve: the port it listens at; 0: any that is free', {
    flag: 'port',
  }),
  text(
    'ROLLOUT_TOKEN',
    '',
    'serve, override, watch: what whoever overrides must show; watch: what Alertmanager must; better by its variable',
    BEARER_TOKEN,
    {
      flag: 'token',
      secret: true,
    },
  ),
  text(
    'ROLLOUT_STATE_DIR',
    'results/rollout',
    'serve: folder of what is known of each canary, and of the journal',
    undefined,
    {
      flag: 'state-dir',
    },
  ),
  integer(
    'ROLLOUT_COUNT_BACK',
    '20',
    0,
    3_600,
    'serve: seconds before the first question from which on events are counted',
    {
      flag: 'count-back',
    },
  ),
  text(
    'ROLLOUT_SERVER',
    'http://127.0.0.1:9444',
    'override, watch: address of the decision server',
    SERVICE_ADDRESS,
    {
      flag: 'server',
    },
  ),
  choice('ROLLOUT_DECISION', '', ['', ...OVERRIDES], 'override: what is decided', { flag: 'decision' }),
  text('ROLLOUT_BY', '', 'the name of who decides, or asks', undefined, { flag: 'name' }),
  text('ROLLOUT_REASON', '', 'why it is decided, or asked for', undefined, { flag: 'reason' }),
  number('ROLLOUT_MINUTES', '30', 0.05, 240, 'how long what was decided holds', { flag: 'minutes' }),
  integer('ROLLOUT_RUNS', '1000', 1, 100_000, 'simulate: canaries of each kind', { flag: 'runs' }),
  integer(
    'ROLLOUT_SEED',
    '1',
    0,
    4_294_967_295,
    'simulate, drill: the first seed; each further run adds one',
    { flag: 'seed' },
  ),
  onOff(
    'ROLLOUT_WRITE',
    'simulate, drill, figures: writes the table into docs/rollout-decision.md, docs/rollout.md',
    {
      flag: 'write',
    },
  ),
  onOff('ROLLOUT_CHECK', 'generate: writes nothing, and fails where a file is not as it would be', {
    flag: 'check',
  }),
  ...ADAPT_OPTIONS,
  ...RELEASE_POLICY_OPTIONS,
  ...DRILL_OPTIONS,
  ...ROLLBACK_PARTS,
  ...ADMISSION_OPTIONS,
  ...pickOptions(SHARED_OPTIONS, 'OUTPUT_DIR'),
  ...SIGNER_OPTIONS,
  EVIDENCE_LOG_OPTION,
];

export const ROLLOUT: Command = {
  name: 'rollout',
  usage: '<action> [word] [options]',
  does: 'Decides about canaries, and shows what becomes of bad ones.',
  arguments: [
    { name: 'action', doc: ACTION_NAMES.join(', '), choices: ACTION_NAMES },
    {
      name: 'word',
      doc: 'drill: its name, or all; figures, admission-certificate: a folder; sign-manifest: a file; webhooks: list, replay, or what is asked for',
      optional: true,
    },
  ],
  options: OPTIONS,
  groups: OPTION_GROUPS,
  target: { none: 'it asks the servers that are named by their own options' },
  notes: [...toActionNotes(ACTION_DOCS)],
  examples: [
    ['rollout -- policy --environment prod', 'what production asks of a canary'],
    [
      'rollout -- decide --prometheus http://127.0.0.1:9090 --rollout shop --canary 6f7d --stable 5c9b --since 600',
      'a canary that began ten minutes ago',
    ],
    ['rollout -- serve --prometheus http://127.0.0.1:9090 --environment prod', 'at 127.0.0.1:9444'],
    [
      'rollout -- explain --environment prod --at 2026-12-24T18:00:00Z',
      'whether a release may go forward then',
    ],
    ['rollout -- drill bad-canary', 'in the cluster that npm run cluster -- up started'],
    [
      "rollout -- override --decision hold --name Ann --reason 'waits for the database'",
      'the only canary that the server knows',
    ],
  ],
  exitCodes: {
    0: 'done; of decide: promote; of explain: it may go forward; of rollback: the version is gone; of drill and figures: it ended as it must',
    1: 'decide: abort or rollback; explain: a clause denies; policy-check: a policy has faults; rollback: unresolved, and a person must act; override: it was refused; generate --check: a file is not as it would be generated; simulate: a bound does not hold; drill, figures: one ended otherwise',
    2: 'usage or set-up; a values file has faults',
    3: 'decide: hold; explain: it cannot be told',
  },
  endsInOrder: true,
};
