// The options of the rollout probe, once: flags, variables, and the older names that both still answer to.
import { SERVICE_ADDRESS } from '../../../lib/core/options/address.ts';
import type { Option } from '../../../lib/core/options/option.ts';
import { findFault, type OptionValues } from '../../../lib/core/options/option.ts';
import { OptionError } from '../../../lib/core/options/option-error.ts';
import { type ExpectedSplit, parseExpectedSplit } from './split.ts';

/** An option of the probe. Its first name wins over the older ones where both are given. */
export type ProbeOption = Option & {
  readonly flag: string;
  readonly flagAliases?: readonly string[];
  readonly envAliases?: readonly string[];
  /** Its value is never printed or written. */
  readonly secret?: boolean;
};

const OWN = 'AURORA_ROLLOUT_PROBE_';
const CI = 'AURORA_PROBE_';
const WEBHOOK_URL = { pattern: /^https?:\/\/[^\s/?#@]+\S*$/, example: 'https://alerts.example/hook' };
/** A shorter one could not be taken out of a text without taking half of the text. */
const SECRET = { pattern: /^\S{8,}$/, example: '8 characters or more, without spaces' };

type Names = Pick<ProbeOption, 'flagAliases' | 'envAliases' | 'secret'>;

const whole = (
  flag: string,
  env: string,
  fallback: string,
  [min, max]: readonly [number, number],
  doc: string,
  names: Names = {},
): ProbeOption => ({
  kind: 'number',
  integer: true,
  flag,
  env: OWN + env,
  fallback,
  min,
  max,
  doc,
  ...names,
});
const text = (
  flag: string,
  env: string,
  fallback: string,
  doc: string,
  names: Names & { readonly form?: { readonly pattern: RegExp; readonly example: string } } = {},
): ProbeOption => ({ kind: 'text', flag, env: OWN + env, fallback, doc, ...names });
const onOff = (flag: string, env: string, doc: string): ProbeOption => ({
  kind: 'switch',
  flag,
  env: OWN + env,
  fallback: 'false',
  doc,
});

export const PROBE_OPTIONS: readonly ProbeOption[] = [
  text('base', 'BASE', '', 'the service to probe, http://host:port; empty: the embedded one', {
    flagAliases: ['base-url'],
    envAliases: [`${CI}BASE_URL`],
    form: SERVICE_ADDRESS,
  }),
  whole('samples', 'SAMPLES', '10', [1, 10_000], 'users to play, each with one chat call', {
    envAliases: [`${CI}SAMPLES`],
  }),
  whole('concurrency', 'CONCURRENCY', '3', [1, 100], 'calls under way at once', {
    envAliases: [`${CI}CONCURRENCY`],
  }),
  whole('timeout-ms', 'TIMEOUT_MS', '15000', [1, 120_000], 'how long an answer may take'),
  whole('retry-count', 'RETRY_COUNT', '1', [0, 5], 'times a failed call is made again, by the same user'),
  whole('retry-backoff-ms', 'RETRY_BACKOFF_MS', '300', [0, 60_000], 'pause before that, doubled each time'),
  whole('max-seconds', 'MAX_SECONDS', '240', [1, 86_400], 'after this no further sample is begun'),
  text('message', 'MESSAGE', 'Plan my skincare for a trip next week, please', 'what each user says'),
  {
    kind: 'choice',
    flag: 'lang',
    env: `${OWN}LANG`,
    fallback: 'EN',
    choices: ['EN', 'CN'],
    doc: 'language of the call',
  },
  onOff('policy-debug', 'POLICY_DEBUG', 'ask the service to show its policy (X-Aurora-Policy-Debug: 1)'),
  text('expected-split', 'EXPECTED_SPLIT', '', 'variants and their percents, like v2_core=50,legacy=50'),
  {
    kind: 'number',
    flag: 'false-alarm-percent',
    env: `${OWN}FALSE_ALARM_PERCENT`,
    fallback: '0.1',
    min: 0.0001,
    max: 20,
    doc: 'how often a split that is as expected may be called drift',
  },
  whole('window-minutes', 'WINDOW_MINUTES', '10', [1, 1440], 'two failing runs within this time are high', {
    envAliases: [`${CI}WINDOW_MINUTES`],
  }),
  text(
    'state-file',
    'STATE_FILE',
    '',
    'remembers earlier runs; empty: aurora_rollout_probe_state.json in out-dir',
    {
      envAliases: [`${CI}STATE_FILE`],
    },
  ),
  text('out-dir', 'OUT_DIR', 'reports', 'folder that takes the reports', { envAliases: [`${CI}OUT_DIR`] }),
  text('webhook-url', 'ALERT_WEBHOOK_URL', '', 'where high and warn are posted as JSON', {
    flagAliases: ['webhook'],
    envAliases: [`${CI}WEBHOOK_URL`],
    form: WEBHOOK_URL,
    secret: true,
  }),
  text('webhook-token', 'WEBHOOK_TOKEN', '', 'bearer token of the webhook', {
    envAliases: [`${CI}WEBHOOK_TOKEN`],
    form: SECRET,
    secret: true,
  }),
  text('webhook-secret', 'WEBHOOK_SECRET', '', 'key that signs what is posted (HMAC-SHA256)', {
    envAliases: [`${CI}WEBHOOK_SECRET`],
    form: SECRET,
    secret: true,
  }),
  whole('webhook-timeout-ms', 'WEBHOOK_TIMEOUT_MS', '5000', [1, 60_000], 'how long the receiver may take'),
  whole('webhook-retry-count', 'WEBHOOK_RETRY_COUNT', '2', [0, 5], 'times a failed delivery is tried again'),
  onOff('fail-on-high', 'FAIL_ON_HIGH', 'exit with 2 on high'),
  onOff('fail-on-warn', 'FAIL_ON_WARN', 'exit with 1 on warn, and with 2 on high'),
  text('defects', 'DEFECTS', '', 'defects to switch on in the embedded service, see docs/add-a-defect.md'),
];

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
  readonly failOn: { readonly high: boolean; readonly warn: boolean };
  readonly defects: string;
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

/** What names of an option were given, in order of precedence: own variable, then the older ones. */
export function listEnvNames(option: ProbeOption): readonly string[] {
  return [option.env, ...(option.envAliases ?? [])];
}

/**
 * Option values by first variable name → plan.
 * @throws OptionError naming the variable and the remedy; never the value of a secret
 */
export function parseProbePlan(values: OptionValues): ProbePlan {
  const raw = new Map<string, string>();
  for (const option of PROBE_OPTIONS) {
    const given = values[option.env]?.trim();
    const value = option.kind === 'switch' ? toBoolean(given) : given;
    const fault = value ? findFault(option, value) : undefined;
    if (fault) throw new OptionError(option.secret ? toSecretFault(option) : fault);
    raw.set(option.flag, value || option.fallback);
  }
  const get = (flag: string) => raw.get(flag) ?? '';
  const num = (flag: string) => Number(get(flag));
  const base = get('base').replace(/\/+$/, '');
  if (base !== '' && get('defects') !== '')
    throw new OptionError(`${OWN}DEFECTS: only the embedded service has defects; leave it out, or the base`);
  const secrets = ['webhook-url', 'webhook-token', 'webhook-secret'].map(get).filter(Boolean);
  if (get('webhook-url') === '' && secrets.length > 0)
    throw new OptionError(
      `${OWN}ALERT_WEBHOOK_URL is empty: give the address that the token or secret is for`,
    );
  const webhook = {
    url: get('webhook-url'),
    token: get('webhook-token'),
    secret: get('webhook-secret'),
    timeoutMs: num('webhook-timeout-ms'),
    retryCount: num('webhook-retry-count'),
  };
  const split = get('expected-split') || (base === '' ? EMBEDDED_SPLIT : '');
  return {
    base,
    samples: num('samples'),
    concurrency: num('concurrency'),
    timeoutMs: num('timeout-ms'),
    retryCount: num('retry-count'),
    retryBackoffMs: num('retry-backoff-ms'),
    maxSeconds: num('max-seconds'),
    message: get('message'),
    lang: get('lang') === 'CN' ? 'CN' : 'EN',
    policyDebug: get('policy-debug') === 'true',
    expectedSplit: parseExpectedSplit(`${OWN}EXPECTED_SPLIT`, split),
    falseAlarmRatio: num('false-alarm-percent') / 100,
    windowMs: num('window-minutes') * 60_000,
    stateFile: get('state-file') || `${get('out-dir')}/aurora_rollout_probe_state.json`,
    outDir: get('out-dir'),
    webhook: webhook.url === '' ? undefined : webhook,
    failOn: { high: get('fail-on-high') === 'true', warn: get('fail-on-warn') === 'true' },
    defects: get('defects'),
    secrets,
  };
}

/** Older jobs set a switch to 1 or 0. */
function toBoolean(given: string | undefined): string | undefined {
  if (given === '1') return 'true';
  return given === '0' ? 'false' : given;
}

function toSecretFault(option: ProbeOption): string {
  const example = option.kind === 'text' ? option.form?.example : undefined;
  return `${option.env} cannot be used (its value is not shown): give ${example}`;
}
