// Small ChatCards v1 answers, typed by hand, for the tests of their judge and their contract.

type Fields = Readonly<Record<string, unknown>>;

/** A card; its payload is left out where it is undefined. */
export const toChatCard = (type: unknown, payload?: unknown, more: Fields = {}): Fields => ({
  id: `card_${String(type)}`,
  type,
  title: 'A card',
  ...(payload === undefined ? {} : { payload }),
  ...more,
});

/** A notice with its reason; `actions` as given, so that a test can break them. */
export const toChatNotice = (reason: unknown, actions: unknown = ['try_again']) =>
  toChatCard('confidence_notice', { reason, actions });

/** A card that recommends these products. */
export const toChatRecommendations = (...recommendations: unknown[]) =>
  toChatCard('recommendations', { recommendations });

/** A triage card that says this of the risk. */
export const toTriage = (section: Fields) =>
  toChatCard('triage', undefined, { sections: [{ kind: 'triage_structured', ...section }] });

/** An answer that keeps its contract, with these cards and whatever else `more` overrides. */
export const toChat = (
  cards: unknown = [toChatCard('routine', { steps: 3 })],
  more: Fields = {},
): Fields => ({
  version: '1.0',
  request_id: 'req_1',
  trace_id: 'trace_1',
  assistant_text: 'Hello',
  cards,
  follow_up_questions: [],
  suggested_quick_replies: [],
  ops: { thread_ops: [], profile_patch: [], routine_patch: [], experiment_events: [] },
  safety: { risk_level: 'none', red_flags: [], disclaimer: '' },
  telemetry: { intent: 'recommend', intent_confidence: 0.9, entities: [] },
  ...more,
});

/** The `safety` of an answer. */
export const toSafety = (risk_level: unknown, ...red_flags: unknown[]) => ({
  safety: { risk_level, red_flags, disclaimer: '' },
});

/** The `ops` of an answer with these events. */
export const toOps = (...experiment_events: unknown[]) => ({
  ops: { thread_ops: [], profile_patch: [], routine_patch: [], experiment_events },
});
