// A failing upstream in every way it can fail: the user still gets a valid, honest envelope.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Lang } from './envelopes/turn.ts';
import {
  answerHealthy,
  createRig,
  findCard,
  findEvent,
  listCards,
  listProducts,
  RECO_CHAT,
  walkToAnalysis,
} from './rig.ts';
import { CATALOG } from './upstream/catalog.ts';
import { BadUpstreamAnswer, type CallUpstream } from './upstream/upstream-call.ts';

const LANGS: readonly Lang[] = ['EN', 'CN'];
const withCode = (code: string) => Object.assign(new Error(code), { code });
const rejectWith =
  (error: unknown): CallUpstream =>
  () =>
    Promise.reject(error);
const answerWith =
  (body: unknown): CallUpstream =>
  async () =>
    body;

const FAILURES: readonly {
  readonly name: string;
  readonly call: CallUpstream;
  readonly outcome: string;
  readonly code: string;
}[] = [
  { name: 'a reset', call: rejectWith(withCode('ECONNRESET')), outcome: 'reset', code: 'ECONNRESET' },
  { name: 'a broken pipe', call: rejectWith(withCode('EPIPE')), outcome: 'reset', code: 'EPIPE' },
  {
    name: 'a refused connection',
    call: rejectWith(withCode('ECONNREFUSED')),
    outcome: 'error',
    code: 'ECONNREFUSED',
  },
  {
    name: 'a timeout of the socket',
    call: rejectWith(withCode('ETIMEDOUT')),
    outcome: 'timeout',
    code: 'ETIMEDOUT',
  },
  {
    name: 'a bad status',
    call: rejectWith(new BadUpstreamAnswer('500')),
    outcome: 'error',
    code: 'BAD_ANSWER',
  },
  { name: 'a body that is a list', call: answerWith([]), outcome: 'error', code: 'BAD_SCHEMA' },
  { name: 'a body without candidates', call: answerWith({ ok: true }), outcome: 'error', code: 'BAD_SCHEMA' },
  { name: 'null', call: answerWith(null), outcome: 'error', code: 'BAD_SCHEMA' },
  { name: 'an error without a code', call: rejectWith('gone'), outcome: 'error', code: 'UNKNOWN' },
];

/** An upstream that is well at first and then behaves like `later`. */
function createTurning(later: CallUpstream): { call: CallUpstream; turn: () => void } {
  let current = answerHealthy;
  return {
    call: (question, signal) => current(question, signal),
    turn: () => {
      current = later;
    },
  };
}

describe.each(LANGS)('with a failing upstream, in %s', (lang) => {
  it.each(FAILURES)('degrades an analysis honestly after $name', async ({ call, outcome, code }) => {
    const rig = createRig({ callUpstream: call });
    const analysis = await walkToAnalysis(rig, 'medium', lang);
    expect(analysis.status).toBe(200);
    expect(listCards(analysis)).toEqual(['analysis_summary', 'confidence_notice:timeout_degraded']);
    expect(findCard(analysis, 'confidence_notice')!.payload.actions).not.toHaveLength(0);
    expect(findEvent(analysis, 'analysis_timeout_degraded')).toEqual({
      budget_ms: 12_000,
      upstream_failure_code: code,
    });

    const reco = await rig.call('/v1/chat', { body: RECO_CHAT, lang });
    expect(listCards(reco)).toEqual(['confidence_notice:artifact_missing']);
    const { text } = await rig.call('/metrics', { method: 'GET' });
    expect(text).toContain(
      `aurora_skin_upstream_calls_total{route="/v1/analysis/skin",outcome="${outcome}",tenant="direct"} 1`,
    );
    expect(text).toContain('aurora_skin_analysis_timeout_degraded_rate 1');
  });

  it.each(FAILURES)('recommends nothing after $name', async ({ call, outcome, code }) => {
    const upstream = createTurning(call);
    const rig = createRig({ callUpstream: upstream.call });
    await walkToAnalysis(rig, 'high', lang);
    upstream.turn();
    const reco = await rig.call('/v1/chat', { body: RECO_CHAT, lang });
    expect(reco.status).toBe(200);
    expect(listCards(reco)).toEqual(['confidence_notice:timeout_degraded', 'ingredient_plan']);
    expect(findCard(reco, 'confidence_notice')!.payload.actions).not.toHaveLength(0);
    expect(findEvent(reco, 'recos_requested')).toMatchObject({
      reason: 'timeout_degraded',
      upstream_failure_code: code,
    });
    const { text } = await rig.call('/metrics', { method: 'GET' });
    expect(text).toContain(
      `aurora_skin_upstream_calls_total{route="/v1/chat",outcome="${outcome}",tenant="direct"} 1`,
    );
    expect(text).toContain('aurora_skin_reco_timeout_degraded_rate 1');
    expect(text).toContain('aurora_skin_upstream_in_flight 0');
  });

  it.each([
    { name: 'no candidate', candidates: [] },
    { name: 'only nameless ones', candidates: [{ ...CATALOG.EN[0], name: ' ' }, null, 'soon'] },
    { name: 'only unlabelled ones', candidates: [{ ...CATALOG.EN[0], ingredients: undefined }] },
  ])('falls back to the guard on $name', async ({ candidates }) => {
    const upstream = createTurning(answerWith({ candidates }));
    const rig = createRig({ callUpstream: upstream.call });
    await walkToAnalysis(rig, 'high', lang);
    upstream.turn();
    const reco = await rig.call('/v1/chat', { body: RECO_CHAT, lang });
    expect(listCards(reco)).toEqual(['confidence_notice:low_confidence', 'ingredient_plan']);
    expect(findCard(reco, 'confidence_notice')!.payload.actions).not.toHaveLength(0);
    expect(findEvent(reco, 'reco_output_guard_fallback')).toBeDefined();
    const { text } = await rig.call('/metrics', { method: 'GET' });
    expect(text).toContain('aurora_skin_reco_output_guard_fallback_rate 1');
  });

  it('shows an empty list beside a notice where nothing gentle is left', async () => {
    const strong = CATALOG[lang].slice(5);
    const upstream = createTurning(answerWith({ candidates: strong }));
    const rig = createRig({ callUpstream: upstream.call });
    await walkToAnalysis(rig, 'medium', lang);
    upstream.turn();
    const reco = await rig.call('/v1/chat', { body: RECO_CHAT, lang });
    expect(listProducts(reco)).toEqual([]);
    expect(listCards(reco)).toContain('confidence_notice:low_confidence');
    expect(findEvent(reco, 'reco_output_guard_fallback')).toBeUndefined();
  });
});

describe('budgets', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([
    { name: 'the default', options: {}, budgetMs: 12_000 },
    { name: 'a set one', options: { analysisBudgetMs: 9_000 }, budgetMs: 9_000 },
    { name: 'one below the least, raised', options: { analysisBudgetMs: 1 }, budgetMs: 1_000 },
  ])('hold an analysis to $name', async ({ options, budgetMs }) => {
    let aborted = false;
    const rig = createRig({
      ...options,
      callUpstream: (_, signal) => {
        signal.addEventListener('abort', () => {
          aborted = true;
        });
        return new Promise(() => {});
      },
    });
    let cards: readonly string[] | undefined;
    const walk = walkToAnalysis(rig, 'medium', 'EN').then((answered) => {
      cards = listCards(answered);
    });
    await vi.advanceTimersByTimeAsync(budgetMs - 1);
    expect(rig.questions).toHaveLength(1);
    expect(cards).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    await walk;
    expect(cards).toContain('confidence_notice:timeout_degraded');
    expect(aborted).toBe(true);
  });

  it.each([
    { name: 'the default', options: {}, budgetMs: 9_000 },
    { name: 'one below the least, raised', options: { recoBudgetMs: 999 }, budgetMs: 1_000 },
  ])('hold recommendations to $name', async ({ options, budgetMs }) => {
    const upstream = createTurning(() => new Promise(() => {}));
    const rig = createRig({ ...options, callUpstream: upstream.call });
    await walkToAnalysis(rig, 'high', 'CN');
    upstream.turn();
    let cards: readonly string[] | undefined;
    const chat = rig.call('/v1/chat', { body: RECO_CHAT, lang: 'CN' }).then((answered) => {
      cards = listCards(answered);
    });
    await vi.advanceTimersByTimeAsync(budgetMs - 1);
    expect(cards).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    await chat;
    expect(cards).toContain('confidence_notice:timeout_degraded');
  });
});
