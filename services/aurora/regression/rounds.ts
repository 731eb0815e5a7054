// One round: one visit of one product page, its first screen and then what fills it up, and what came of each call.
import { toToldStatus } from '../../../lib/core/answer/service-error.ts';
import { isObject } from '../../../lib/core/text/json.ts';
import type { Product } from './hotset.ts';
import type { PartResult, Round, RoundPhase } from './report-schema.ts';

/** What fills the page up after its first screen. */
export const BACKFILLS = ['reviews', 'similar'] as const;
export type Backfill = (typeof BACKFILLS)[number];

/** What a call asks for, how it is called in the answer, and the list that must not be empty. */
export const PARTS = {
  offers: { include: 'offers', types: ['offers'], list: 'offers', timeoutMs: 20_000 },
  reviews: {
    include: 'reviews_preview',
    types: ['reviews_preview'],
    list: 'preview_items',
    timeoutMs: 2_200,
  },
  similar: { include: 'similar', types: ['similar', 'recommendations'], list: 'items', timeoutMs: 1_500 },
} as const;
export type Part = keyof typeof PARTS;

/** Status that stands for an answer that did not come in time, the caller's own limit included. */
export const TIMED_OUT = 408;

/** Whether the service answered every call of a visit, in whichever way. A visit that it did not see says nothing of its pages. */
export function isAnswered({ parts }: Pick<Round, 'parts'>): boolean {
  return Object.values(parts).every(({ status }) => status !== 0);
}

/** What a call brought, before it is judged. */
export interface PartAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly ms: number;
  /** What kept the answer from coming; '' where it came. */
  readonly problem: string;
}

/** How many entries a part has in an answer; undefined where the answer has no such module. */
export function countEntries(part: Part, body: unknown): number | undefined {
  if (!isObject(body) || !Array.isArray(body.modules)) return undefined;
  const { types, list } = PARTS[part];
  const modules: readonly unknown[] = body.modules;
  const found = modules.filter(isObject).find(({ type }) => types.some((known) => known === type));
  if (found === undefined) return undefined;
  const entries = isObject(found.data) ? found.data[list] : undefined;
  return Array.isArray(entries) ? entries.length : 0;
}

/** Whether a part is on the page, from what its call brought. */
export function judgePart(part: Part, { status, body, ms, problem }: PartAnswer): PartResult {
  const toResult = (why: string): PartResult => ({ status, ready: why === '', ms, why });
  if (problem !== '') return toResult(problem);
  if (status !== 200) return toResult(toToldStatus(status, body));
  const count = countEntries(part, body);
  if (count === undefined) return toResult(`no module ${PARTS[part].types[0]} in the answer`);
  return toResult(count === 0 ? `the list of ${part} is empty` : '');
}

/** Puts a round together; times in milliseconds. */
export function createRound(of: {
  readonly product: Product;
  readonly phase: RoundPhase;
  readonly round: number;
  readonly backfillMs: number;
  readonly parts: Round['parts'];
}): Round {
  const firstScreenMs = of.parts.offers.ms;
  return {
    product: of.product.name,
    phase: of.phase,
    round: of.round,
    first_screen_ms: firstScreenMs,
    backfill_ms: of.backfillMs,
    est_e2e_ms: firstScreenMs + of.backfillMs,
    parts: of.parts,
  };
}
