// Small answers and journal rows, typed by hand, for the tests of every room.

import type { Findings } from '../../lib/core/answer/findings.ts';
import {
  type CallFacts,
  type ResponseRow,
  type RowOf,
  toResponseRow,
} from '../../lib/core/journal/events.ts';
import { SERVICE } from '../../services/aurora/service.ts';

/** A card of the envelope. */
export const toCard = (type: unknown, payload: unknown): Record<string, unknown> => ({
  card_id: `card_${String(type)}`,
  type,
  payload,
});

/** A notice with its reason; `actions` as given, so that a test can break them. */
export const toNotice = (reason: string, actions: unknown = ['try_again']) =>
  toCard('confidence_notice', { reason, actions });

/** A card that recommends these products. */
export const toRecommendations = (...products: unknown[]) =>
  toCard('recommendations', { recommendations: products });

/** An answer that keeps its contract, with these cards and whatever else `more` overrides. */
export const toEnvelope = (
  cards: unknown = [toCard('profile', { profile: {} })],
  more: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> => ({
  request_id: 'req_1',
  trace_id: 'trace_1',
  assistant_message: null,
  suggested_chips: [],
  cards,
  session_patch: {},
  events: [],
  ...more,
});

/** The service's record of a request for products. */
export const toRecosRequested = (data: unknown) => ({ event_name: 'recos_requested', data });

/** What is found in an answer that breaks nothing. */
export const CLEAN: Findings = {
  violations: [],
  detail: '',
  judged: true,
  flags: [],
};

/** The row of a call: a clean reco chat at baseline unless told otherwise. */
export function toRow(facts: Partial<CallFacts> = {}, findings: Partial<Findings> = {}): ResponseRow {
  const call: CallFacts = {
    ts: 1_800_000_000.5,
    n: 0,
    call: 0,
    journey: 'use_photo_false',
    request_phase: 'reco_chat',
    load_phase: 'baseline',
    variant: 'EN',
    code: 200,
    duration_ms: 12.5,
    request_id: 'req_1',
    retried: false,
    ...facts,
  };
  return toResponseRow(SERVICE, call, { ...CLEAN, ...findings });
}

/** A row of the gate beside k6: it looked at the service, which tells nothing of itself. */
export const toResourcesRead = (ts: number): RowOf<'resources.read'> => ({
  ts,
  type: 'resources.read',
  rss_bytes: null,
  open_fds: null,
  started_at: null,
  lag_ms: 0,
});
