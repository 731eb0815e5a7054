// The options of the prewarm and of the fixed regression, once; the command lines and the pages read these tables.
import type { Command } from '../../../lib/core/options/command.ts';
import {
  BY_HAND,
  integer,
  number,
  type OptionValues,
  onOff,
  text,
} from '../../../lib/core/options/option.ts';
import { OptionError } from '../../../lib/core/options/option-error.ts';
import { type OptionReading, readOptions } from '../../../lib/core/options/read-options.ts';
import { toBaseOption } from '../../../lib/core/options/target.ts';
import { createFindMissing, parseWithout, toWithoutOption } from '../../../lib/core/service/parts.ts';
import { trimSlashes } from '../../../lib/core/text/ends.ts';
import { PARTS } from '../parts.ts';
import { CHECK_IDS } from './check-ids.ts';
import { type Product, parseHotset } from './hotset.ts';

const PREWARM_KEYS = 'AURORA_BFF_PDP_HOTSET_PREWARM_';
const BASE = toBaseOption('the service, http://host:port; left out: the embedded one', 'AURORA_BASE_URL', {
  flag: 'base',
});
const ADMIN_KEY = text(
  `${PREWARM_KEYS}ADMIN_KEY`,
  '',
  'the key of the ops routes; better by its variable: everyone on the machine can read a flag',
  undefined,
  { flag: 'admin-key', secret: true },
);
const DEFECTS = text(
  'DEFECTS',
  '',
  'defects to switch on in the embedded service, see docs/add-a-defect.md',
  undefined,
  { byHand: BY_HAND.breaks },
);
const OUT_DIR = text('OUT_DIR', 'reports', 'folder that takes the files');

export const PREWARM: Command = {
  name: 'prewarm',
  does: 'Fetches the hot product pages ahead of their users, and reads the counters whether it did.',
  options: [
    BASE,
    ADMIN_KEY,
    onOff('PREWARM_STATE_ONLY', 'read the counters, run nothing', {
      flag: 'state-only',
      byHand: BY_HAND.narrows,
    }),
    integer('PREWARM_TIMEOUT_MS', '60000', 1, 600_000, 'how long the run may take'),
    OUT_DIR,
    DEFECTS,
  ],
  target: { reads: BASE.env },
  examples: [
    ['prewarm', 'the embedded service'],
    ['prewarm -- --base https://bff.staging --state-only', 'only what was counted there'],
    ['prewarm -- --defects prefetch_failed', 'it says ok, and fails'],
  ],
  exitCodes: {
    0: 'the pages were prefetched',
    1: 'prefetches failed, whatever the answer said',
    2: 'usage or set-up, no key or a refused one included',
    3: 'cannot tell: nothing was counted',
  },
  endsInOrder: true,
};

export const REGRESSION: Command = {
  name: 'regression',
  does: 'Visits the product pages of the hot set many times, and compares them with an earlier report.',
  options: [
    BASE,
    integer('WARMUP_ROUNDS', '1', 0, 100, 'first visits of each page, summed up apart'),
    integer('FORMAL_ROUNDS', '100', 1, 10_000, 'visits of each page that decide'),
    text(
      `${PREWARM_KEYS}LIST`,
      '',
      'hot set as merchant:product,…; empty: the two of the runbook',
      undefined,
      { flag: 'list', rivals: [`${PREWARM_KEYS}JSON`] },
    ),
    text(`${PREWARM_KEYS}JSON`, '', 'hot set as a JSON list of product_ref', undefined, {
      flag: 'json',
      rivals: [`${PREWARM_KEYS}LIST`],
    }),
    onOff('PREWARM', 'prewarm before the first round'),
    ADMIN_KEY,
    text('PDP_PATH', '/agent/shop/v1/invoke', 'where the page is asked for', {
      pattern: /^\/[^\s?#]*$/,
      wanted: 'a path like /agent/shop/v1/invoke',
    }),
    text('COMPARE', '', 'an earlier report to compare with, its .json'),
    number(
      'TOLERANCE_PERCENT',
      '10',
      0,
      100,
      'a difference up to this share of the earlier time does not count',
    ),
    integer('MAX_408', '0', 0, 1_000_000, 'reviews and similar that may time out in the formal rounds'),
    number('MIN_READY_PERCENT', '99', 0, 100, 'share of formal visits on which each part must be there'),
    integer('MAX_SECONDS', '900', 1, 86_400, 'after this no further visit is begun'),
    OUT_DIR,
    DEFECTS,
    toWithoutOption({ id: 'aurora', parts: PARTS }),
  ],
  target: { reads: BASE.env },
  examples: [
    ['regression -- --formal-rounds 20', 'the embedded service, twenty visits a page'],
    ['regression -- --base https://bff.staging --compare reports/<earlier>.json', 'better, same or worse'],
    ['regression -- --prewarm', 'no cold start left'],
  ],
  exitCodes: {
    0: 'every check held',
    1: 'one failed, a page that is worse than before included',
    2: 'usage or set-up',
    3: 'cannot tell: visits without an answer, too few of them, an earlier report of another set-up',
  },
  endsInOrder: true,
};

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
  /** The parts that the deployment lacks. */
  readonly without: readonly string[];
}

function parseService({ text: get }: OptionReading, needsKey: boolean): ServicePlan {
  const base = trimSlashes(get('AURORA_BASE_URL'));
  const adminKey = get(`${PREWARM_KEYS}ADMIN_KEY`);
  if (base !== '' && get('DEFECTS') !== '')
    throw new OptionError('DEFECTS: only the embedded service has defects; leave it out, or the base');
  if (base !== '' && needsKey && adminKey === '')
    throw new OptionError(
      `no admin key is given, and the ops routes need one; set ${PREWARM_KEYS}ADMIN_KEY to the key of the service`,
    );
  // A header takes no other characters, and fetch would repeat the key in its complaint.
  if (!/^[\x21-\x7e]*$/.test(adminKey))
    throw new OptionError(
      `${PREWARM_KEYS}ADMIN_KEY holds blanks or characters that no header takes; give it without them`,
    );
  return { base, adminKey, defects: get('DEFECTS'), outDir: get('OUT_DIR') };
}

/** Option values → plan of a prewarm. @throws OptionError naming the variable and the remedy, never the key */
export function parsePrewarmPlan(values: OptionValues): PrewarmPlan {
  const reading = readOptions(PREWARM.options, values);
  return {
    ...parseService(reading, true),
    stateOnly: reading.isOn('PREWARM_STATE_ONLY'),
    timeoutMs: reading.number('PREWARM_TIMEOUT_MS'),
  };
}

/** Option values → plan of a regression. @throws OptionError naming the variable and the remedy, never the key */
export function parseRegressionPlan(values: OptionValues): RegressionPlan {
  const reading = readOptions(REGRESSION.options, values);
  const { text: get, number: num } = reading;
  const without = parseWithout({ id: 'aurora', parts: PARTS }, values);
  const findMissing = createFindMissing(PARTS, without, 'regression');
  // Nothing is held to anything: one visit tells whether the pages are really missing.
  const isLeftOut = CHECK_IDS.every((id) => findMissing(id) !== undefined);
  const prewarm = reading.isOn('PREWARM') && !isLeftOut;
  return {
    ...parseService(reading, prewarm),
    warmupRounds: isLeftOut ? 0 : num('WARMUP_ROUNDS'),
    formalRounds: isLeftOut ? 1 : num('FORMAL_ROUNDS'),
    hotset: parseHotset(get(`${PREWARM_KEYS}LIST`), get(`${PREWARM_KEYS}JSON`)),
    prewarm,
    pdpPath: get('PDP_PATH'),
    compare: get('COMPARE'),
    toleranceRatio: num('TOLERANCE_PERCENT') / 100,
    max408: num('MAX_408'),
    minReadyRatio: num('MIN_READY_PERCENT') / 100,
    maxSeconds: num('MAX_SECONDS'),
    without,
  };
}
