// The options of the rollout probe, once: flags, variables, and the older names that both still answer to.
import {
  PROMETHEUS_OPTIONS,
  type PrometheusTarget,
  parsePrometheusTarget,
} from '../../../lib/core/monitoring/prometheus-options.ts';
import { type Command, type OptionGroup, toGroup } from '../../../lib/core/options/command.ts';
import {
  BY_HAND,
  choice,
  integer,
  number,
  type Option,
  type OptionValues,
  onOff,
  text,
} from '../../../lib/core/options/option.ts';
import { OptionError } from '../../../lib/core/options/option-error.ts';
import { readOptions } from '../../../lib/core/options/read-options.ts';
import { toBaseOption } from '../../../lib/core/options/target.ts';
import { parseWithout, toWithoutOption } from '../../../lib/core/service/parts.ts';
import { trimSlashes } from '../../../lib/core/text/ends.ts';
import { PARTS } from '../parts.ts';
import { type ExpectedSplit, parseExpectedSplit } from './split.ts';

const OWN = 'AURORA_ROLLOUT_PROBE_';
const CI = 'AURORA_PROBE_';
const WEBHOOK_URL = { pattern: /^https?:\/\/[^\s/?#@]\S*$/, example: 'https://alerts.example/hook' };
/** A shorter one could not be taken out of a text without taking half of the text. */
const SECRET = { pattern: /^\S{8,}$/, wanted: '8 characters or more, without spaces' };

/** An option of the probe, whose flag is its variable without what all of them begin with, unless it says otherwise. */
const own = (option: Option): Option => ({
  flag: option.env.toLowerCase().replaceAll('_', '-'),
  ...option,
  env: OWN + option.env,
});
/** The variable that an older job sets. */
const older = (env: string) => ({ aliases: [CI + env] });

const BASE = toBaseOption(
  'the service to probe, http://host:port; left out: the embedded one',
  `${OWN}BASE`,
  {
    flag: 'base',
    flagAliases: ['base-url'],
    ...older('BASE_URL'),
  },
);

const OPTIONS: readonly Option[] = [
  integer('SAMPLES', '10', 1, 10_000, 'users to play, each with one chat call', older('SAMPLES')),
  integer('CONCURRENCY', '3', 1, 100, 'calls under way at once', older('CONCURRENCY')),
  integer('TIMEOUT_MS', '15000', 1, 120_000, 'how long an answer may take'),
  integer('RETRY_COUNT', '1', 0, 5, 'times a failed call is made again, by the same user'),
  integer('RETRY_BACKOFF_MS', '300', 0, 60_000, 'pause before that, doubled each time'),
  integer('MAX_SECONDS', '240', 1, 86_400, 'after this no further sample is begun'),
  text('MESSAGE', 'Plan my skincare for a trip next week, please', 'what each user says'),
  choice('LANG', 'EN', ['EN', 'CN'], 'language of the call'),
  onOff('POLICY_DEBUG', 'ask the service to show its policy (X-Aurora-Policy-Debug: 1)'),
  text('EXPECTED_SPLIT', '', 'variants and their percents, like v2_core=50,legacy=50'),
  number(
    'FALSE_ALARM_PERCENT',
    '0.1',
    0.0001,
    20,
    'how often a split that is as expected may be called drift',
  ),
  integer(
    'WINDOW_MINUTES',
    '10',
    1,
    1440,
    'two failing runs within this time are high',
    older('WINDOW_MINUTES'),
  ),
  text(
    'STATE_FILE',
    '',
    'remembers earlier runs; empty: aurora_rollout_probe_state.json in out-dir',
    undefined,
    older('STATE_FILE'),
  ),
  text('OUT_DIR', 'reports', 'folder that takes the reports', undefined, older('OUT_DIR')),
  text('ALERT_WEBHOOK_URL', '', 'where high and warn are posted as JSON', WEBHOOK_URL, {
    flag: 'webhook-url',
    flagAliases: ['webhook'],
    ...older('WEBHOOK_URL'),
    secret: true,
  }),
  text('WEBHOOK_TOKEN', '', 'bearer token of the webhook', SECRET, {
    ...older('WEBHOOK_TOKEN'),
    secret: true,
  }),
  text('WEBHOOK_SECRET', '', 'key that signs what is posted (HMAC-SHA256)', SECRET, {
    ...older('WEBHOOK_SECRET'),
    secret: true,
  }),
  integer('WEBHOOK_TIMEOUT_MS', '5000', 1, 60_000, 'how long the receiver may take'),
  integer('WEBHOOK_RETRY_COUNT', '2', 0, 5, 'times a failed delivery is tried again'),
  onOff('FAIL_ON_HIGH', 'exit with 2 on high'),
  onOff('FAIL_ON_WARN', 'exit with 1 on warn, and with 2 on high'),
  text('DEFECTS', '', 'defects to switch on in the embedded service, see docs/add-a-defect.md', undefined, {
    byHand: BY_HAND.breaks,
  }),
];

const group = (heading: string, form: RegExp) =>
  toGroup(heading, OPTIONS.filter(({ env }) => form.test(env)).map(own));

const GROUPS: readonly OptionGroup[] = [
  group('Calls', /^(SAMPLES|CONCURRENCY|TIMEOUT_MS|RETRY_.*|MAX_SECONDS|MESSAGE|LANG|POLICY_DEBUG)$/),
  group('What is judged', /^(EXPECTED_SPLIT|FALSE_ALARM_PERCENT|WINDOW_MINUTES|FAIL_ON_.*)$/),
  group('Who is told', /^(ALERT_WEBHOOK_URL|WEBHOOK_.*)$/),
  toGroup('Monitoring', PROMETHEUS_OPTIONS),
];

export const PROBE: Command = {
  name: 'probe',
  does: 'Holds the chat answers of a few users to the rollout invariants, and says what to do.',
  options: [
    BASE,
    ...OPTIONS.map(own),
    ...PROMETHEUS_OPTIONS,
    toWithoutOption({ id: 'aurora', parts: PARTS }),
  ],
  groups: GROUPS,
  target: { reads: BASE.env },
  examples: [
    ['probe', 'the embedded service, ten users'],
    ['probe -- --base http://127.0.0.1:3300 --fail-on-high', 'yours, for a schedule'],
    ['probe -- --defects rollout_meta_missing --fail-on-high', 'see it fail'],
    ['probe -- --prometheus http://127.0.0.1:9090', 'with its series in a Prometheus'],
  ],
  exitCodes: {
    0: 'it did its work; what it found is in the report',
    1: 'with --fail-on-warn: warn',
    2: 'with --fail-on-high or --fail-on-warn: high',
    3: 'it could not do its work: a wrong option, a file that cannot be written, no answer that can be judged',
  },
  endsInOrder: true,
};

/** What the embedded service is set to (services/aurora/reference/options.ts): what to expect of it where nothing else was said. */
const EMBEDDED_SPLIT = 'v2_core=50,legacy=50';

/** Everything a probe was asked to do, checked. */
export interface ProbePlan {
  /** '' stands for the embedded service. */
  readonly base: string;
  readonly samples: number;
  readonly concurrency: number;
  readonly timeoutMs: number;
  readonly retryCount: number;
  readonly retryBackoffMs: number;
  readonly maxSeconds: number;
  readonly message: string;
  readonly lang: 'EN' | 'CN';
  readonly policyDebug: boolean;
  readonly expectedSplit: ExpectedSplit | undefined;
  readonly falseAlarmRatio: number;
  readonly windowMs: number;
  readonly stateFile: string;
  readonly outDir: string;
  /** Undefined where no webhook was asked for; its texts are secrets. */
  readonly webhook: WebhookPlan | undefined;
  /** Where its series go, if anywhere. */
  readonly prometheus: PrometheusTarget | undefined;
  readonly failOn: { readonly high: boolean; readonly warn: boolean };
  readonly defects: string;
  /** The parts that the deployment lacks. */
  readonly without: readonly string[];
  /** What must not be printed or written. */
  readonly secrets: readonly string[];
}

export interface WebhookPlan {
  readonly url: string;
  readonly token: string;
  readonly secret: string;
  readonly timeoutMs: number;
  readonly retryCount: number;
}

/**
 * Option values → plan.
 * @throws OptionError naming the variable and the remedy; never the value of a secret
 */
export function parseProbePlan(values: OptionValues): ProbePlan {
  const reading = readOptions(PROBE.options, values);
  const get = (name: string) => reading.text(OWN + name);
  const num = (name: string) => reading.number(OWN + name);
  const isOn = (name: string) => reading.isOn(OWN + name);
  const base = trimSlashes(get('BASE'));
  if (base !== '' && get('DEFECTS') !== '')
    throw new OptionError(`${OWN}DEFECTS: only the embedded service has defects; leave it out, or the base`);
  const { secrets } = reading;
  if (get('ALERT_WEBHOOK_URL') === '' && get('WEBHOOK_TOKEN') + get('WEBHOOK_SECRET') !== '')
    throw new OptionError(
      `${OWN}ALERT_WEBHOOK_URL is empty: give the address that the token or secret is for`,
    );
  const webhook = {
    url: get('ALERT_WEBHOOK_URL'),
    token: get('WEBHOOK_TOKEN'),
    secret: get('WEBHOOK_SECRET'),
    timeoutMs: num('WEBHOOK_TIMEOUT_MS'),
    retryCount: num('WEBHOOK_RETRY_COUNT'),
  };
  const split = get('EXPECTED_SPLIT') || (base === '' ? EMBEDDED_SPLIT : '');
  return {
    base,
    samples: num('SAMPLES'),
    concurrency: num('CONCURRENCY'),
    timeoutMs: num('TIMEOUT_MS'),
    retryCount: num('RETRY_COUNT'),
    retryBackoffMs: num('RETRY_BACKOFF_MS'),
    maxSeconds: num('MAX_SECONDS'),
    message: get('MESSAGE'),
    lang: get('LANG') === 'CN' ? 'CN' : 'EN',
    policyDebug: isOn('POLICY_DEBUG'),
    expectedSplit: parseExpectedSplit(`${OWN}EXPECTED_SPLIT`, split),
    falseAlarmRatio: num('FALSE_ALARM_PERCENT') / 100,
    windowMs: num('WINDOW_MINUTES') * 60_000,
    stateFile: get('STATE_FILE') || `${get('OUT_DIR')}/aurora_rollout_probe_state.json`,
    outDir: get('OUT_DIR'),
    webhook: webhook.url === '' ? undefined : webhook,
    prometheus: parsePrometheusTarget(reading.values),
    failOn: { high: isOn('FAIL_ON_HIGH'), warn: isOn('FAIL_ON_WARN') },
    defects: get('DEFECTS'),
    without: parseWithout({ id: 'aurora', parts: PARTS }, values),
    secrets,
  };
}
