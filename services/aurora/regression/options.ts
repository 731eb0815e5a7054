// The options of the prewarm and of the fixed regression, once; the command lines and the pages read these tables.
import { SERVICE_ADDRESS } from '../../../lib/core/options/address.ts';
import { findFault, type Option, type OptionValues } from '../../../lib/core/options/option.ts';
import { OptionError } from '../../../lib/core/options/option-error.ts';
import { type Product, parseHotset } from './hotset.ts';

const PREWARM = 'AURORA_BFF_PDP_HOTSET_PREWARM_';
const BASE: Option = {
  kind: 'text',
  env: 'AURORA_BASE_URL',
  flag: 'base',
  fallback: '',
  doc: 'the service, http://host:port; empty: the embedded one',
  form: SERVICE_ADDRESS,
};
const ADMIN_KEY: Option = {
  kind: 'text',
  env: `${PREWARM}ADMIN_KEY`,
  flag: 'admin-key',
  fallback: '',
  doc: 'the key of the ops routes; rather as a variable: a flag is seen by everyone on the machine',
};
const DEFECTS: Option = {
  kind: 'text',
  env: 'DEFECTS',
  fallback: '',
  doc: 'defects to switch on in the embedded service, see docs/add-a-defect.md',
};
const OUT_DIR: Option = {
  kind: 'text',
  env: 'OUT_DIR',
  fallback: 'reports',
  doc: 'folder that takes the files',
};

const whole = (env: string, fallback: string, min: number, max: number, doc: string): Option => ({
  kind: 'number',
  integer: true,
  env,
  fallback,
  min,
  max,
  doc,
});

export const PREWARM_OPTIONS: readonly Option[] = [
  BASE,
  ADMIN_KEY,
  {
    kind: 'switch',
    env: 'PREWARM_STATE_ONLY',
    flag: 'state-only',
    fallback: 'false',
    doc: 'read the counters, run nothing',
  },
  whole('PREWARM_TIMEOUT_MS', '60000', 1, 600_000, 'how long the run may take'),
  OUT_DIR,
  DEFECTS,
];

export const REGRESSION_OPTIONS: readonly Option[] = [
  BASE,
  whole('WARMUP_ROUNDS', '1', 0, 100, 'first visits of each page, summed up apart'),
  whole('FORMAL_ROUNDS', '100', 1, 10_000, 'visits of each page that decide'),
  {
    kind: 'text',
    env: `${PREWARM}LIST`,
    flag: 'list',
    fallback: '',
    doc: 'hot set as merchant:product,…; empty: the two of the runbook',
  },
  {
    kind: 'text',
    env: `${PREWARM}JSON`,
    flag: 'json',
    fallback: '',
    doc: 'hot set as a JSON list of product_ref',
  },
  {
    kind: 'switch',
    env: 'PREWARM',
    flag: 'prewarm',
    fallback: 'false',
    doc: 'prewarm before the first round',
  },
  ADMIN_KEY,
  {
    kind: 'text',
    env: 'PDP_PATH',
    fallback: '/agent/shop/v1/invoke',
    doc: 'where the page is asked for',
    form: { pattern: /^\/[^\s?#]*$/, example: '/agent/shop/v1/invoke' },
  },
  {
    kind: 'text',
    env: 'COMPARE',
    flag: 'compare',
    fallback: '',
    doc: 'an earlier report to compare with, its .json',
  },
  {
    kind: 'number',
    env: 'TOLERANCE_PERCENT',
    fallback: '10',
    min: 0,
    max: 100,
    doc: 'a smaller difference than this share of the earlier time does not matter',
  },
  whole('MAX_408', '0', 0, 1_000_000, 'reviews and similar that may time out in the formal rounds'),
  {
    kind: 'number',
    env: 'MIN_READY_PERCENT',
    fallback: '99',
    min: 0,
    max: 100,
    doc: 'share of formal visits on which each part must be there',
  },
  whole('MAX_SECONDS', '900', 1, 86_400, 'after this no further visit is begun'),
  OUT_DIR,
  DEFECTS,
];

export interface ServicePlan {
  /** '' stands for the embedded service. */
  readonly base: string;
  /** '' where none was given. A secret. */
  readonly adminKey: string;
  readonly defects: string;
  readonly outDir: string;
}
export interface PrewarmPlan extends ServicePlan {
  readonly stateOnly: boolean;
  readonly timeoutMs: number;
}
export interface RegressionPlan extends ServicePlan {
  readonly warmupRounds: number;
  readonly formalRounds: number;
  readonly hotset: readonly Product[];
  readonly prewarm: boolean;
  readonly pdpPath: string;
  readonly compare: string;
  readonly toleranceRatio: number;
  readonly max408: number;
  readonly minReadyRatio: number;
  readonly maxSeconds: number;
}

type Get = (env: string) => string;

function toGet(options: readonly Option[], values: OptionValues): Get {
  const raw = new Map<string, string>();
  for (const option of options) {
    const value = values[option.env]?.trim();
    const fault = value ? findFault(option, value) : undefined;
    if (fault) throw new OptionError(fault);
    raw.set(option.env, value || option.fallback);
  }
  return (env) => raw.get(env) ?? '';
}

function parseService(get: Get, needsKey: boolean): ServicePlan {
  const base = get('AURORA_BASE_URL').replace(/\/+$/, '');
  const adminKey = get(`${PREWARM}ADMIN_KEY`);
  if (base !== '' && get('DEFECTS') !== '')
    throw new OptionError('DEFECTS: only the embedded service has defects; leave it out, or the base');
  if (base !== '' && needsKey && adminKey === '')
    throw new OptionError(
      `no admin key is given, and the ops routes need one; set ${PREWARM}ADMIN_KEY to the key of the service`,
    );
  // A header takes no other characters, and fetch would repeat the key in its complaint.
  if (!/^[\x21-\x7e]*$/.test(adminKey))
    throw new OptionError(
      `${PREWARM}ADMIN_KEY holds blanks or characters that no header takes; give it without them`,
    );
  return { base, adminKey, defects: get('DEFECTS'), outDir: get('OUT_DIR') };
}

/** Option values → plan of a prewarm. @throws OptionError naming the variable and the remedy, never the key */
export function parsePrewarmPlan(values: OptionValues): PrewarmPlan {
  const get = toGet(PREWARM_OPTIONS, values);
  return {
    ...parseService(get, true),
    stateOnly: get('PREWARM_STATE_ONLY') === 'true',
    timeoutMs: Number(get('PREWARM_TIMEOUT_MS')),
  };
}

/** Option values → plan of a regression. @throws OptionError naming the variable and the remedy, never the key */
export function parseRegressionPlan(values: OptionValues): RegressionPlan {
  const get = toGet(REGRESSION_OPTIONS, values);
  const prewarm = get('PREWARM') === 'true';
  return {
    ...parseService(get, prewarm),
    warmupRounds: Number(get('WARMUP_ROUNDS')),
    formalRounds: Number(get('FORMAL_ROUNDS')),
    hotset: parseHotset(get(`${PREWARM}LIST`), get(`${PREWARM}JSON`)),
    prewarm,
    pdpPath: get('PDP_PATH'),
    compare: get('COMPARE'),
    toleranceRatio: Number(get('TOLERANCE_PERCENT')) / 100,
    max408: Number(get('MAX_408')),
    minReadyRatio: Number(get('MIN_READY_PERCENT')) / 100,
    maxSeconds: Number(get('MAX_SECONDS')),
  };
}
