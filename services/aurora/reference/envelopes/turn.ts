// The envelope every conversational route answers with, and the small parts it is built from.

/** The two languages of the service; the wire spells Chinese `CN`. */
export type Lang = 'EN' | 'CN';

/** A confidence as it appears on the wire; `score` is 0..1. */
export type Confidence = {
  readonly score: number;
  readonly level: 'low' | 'medium' | 'high';
  readonly rationale: readonly string[];
};

/** One field a card could not fill, and why. */
export type FieldMissing = { readonly field: string; readonly reason: string };

/** One card of the conversation. */
export type Card = {
  readonly card_id: string;
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly field_missing: readonly FieldMissing[];
};

/** A button below the message. */
export type Chip = {
  readonly chip_id: string;
  readonly label: string;
  readonly kind: 'action' | 'quick_reply';
  readonly data: Readonly<Record<string, unknown>>;
};

/** One telemetry event that rides in the envelope; `timestamp` is epoch milliseconds. */
export type AuroraEvent = {
  readonly event_name: string;
  readonly timestamp: number;
  readonly request_id: string;
  readonly trace_id: string;
  readonly aurora_uid: string | null;
  readonly brief_id: string | null;
  readonly lang: Lang;
  readonly trigger_source: TriggerSource;
  readonly state: string | null;
  readonly data: Readonly<Record<string, unknown>>;
};

/** The rollout facts of `/v1/chat`; each equals its `x-aurora-*` header. */
export type RolloutMeta = {
  readonly rollout_variant: string;
  readonly rollout_bucket: number;
  readonly policy_version: string;
};

/** The envelope; no other root key is allowed on the wire. */
export type Envelope = {
  readonly request_id: string;
  readonly trace_id: string;
  readonly assistant_message: {
    readonly role: 'assistant';
    readonly format: 'text' | 'markdown';
    readonly content: string;
  } | null;
  readonly suggested_chips: readonly Chip[];
  readonly cards: readonly Card[];
  readonly session_patch: Readonly<Record<string, unknown>>;
  readonly events: readonly AuroraEvent[];
  readonly meta?: RolloutMeta | null;
};

/** What made the user's call: typed text, a chip, or text that asks for products in so many words. */
export type TriggerSource = 'text' | 'chip' | 'text_explicit';

/** Who calls and under which ids; made once per request. */
export type Caller = {
  readonly requestId: string;
  readonly traceId: string;
  readonly briefId: string | null;
  readonly uid: string | null;
  readonly lang: Lang;
  readonly nowMs: number;
  readonly triggerSource: TriggerSource;
  readonly state: string | null;
};

/**
 * An HTTP answer before it is serialised: `envelope` where the route speaks the envelope, `body` where not.
 * `rollout` is repeated in the headers; it is apart from `envelope.meta` so that a broken meta shows as a mismatch.
 */
export type Reply =
  | { readonly status: number; readonly envelope: Envelope; readonly rollout?: RolloutMeta }
  | { readonly status: number; readonly body: unknown };

/** Why a confidence notice is shown. */
export type NoticeReason = 'artifact_missing' | 'low_confidence' | 'safety_block' | 'timeout_degraded';

/** Makes an event of this caller. */
export function createEvent(
  caller: Caller,
  name: string,
  data: Readonly<Record<string, unknown>>,
): AuroraEvent {
  return {
    event_name: name,
    timestamp: caller.nowMs,
    request_id: caller.requestId,
    trace_id: caller.traceId,
    aurora_uid: caller.uid,
    brief_id: caller.briefId,
    lang: caller.lang,
    trigger_source: caller.triggerSource,
    state: caller.state,
    data,
  };
}

/** Makes a card whose id is `<prefix>_<request id>`, as the service spells it. */
export function createCard(
  caller: Caller,
  prefix: string,
  type: string,
  payload: Readonly<Record<string, unknown>>,
  fieldMissing: readonly FieldMissing[] = [],
): Card {
  return { card_id: `${prefix}_${caller.requestId}`, type, payload, field_missing: fieldMissing };
}

/** Makes the event that says products were asked for, and what became of it. */
export function createRecosRequested(caller: Caller, data: Readonly<Record<string, unknown>>): AuroraEvent {
  return createEvent(caller, 'recos_requested', { explicit: true, ...data });
}

/** Makes a chip that starts an action of the service. */
export function createActionChip(id: string, label: string, actionId: string): Chip {
  return {
    chip_id: id,
    label,
    kind: 'action',
    data: { requested_transition: 'action', action_id: actionId },
  };
}

/** Makes a chip that answers a question of the service. */
export function createReplyChip(
  id: string,
  label: string,
  data: Readonly<Record<string, unknown>> = {},
): Chip {
  return { chip_id: id, label, kind: 'quick_reply', data };
}

/** What a notice says; `actions` must not be empty, or the user is left without a way on. */
export type NoticeText = {
  readonly message: string;
  readonly actions: readonly [string, ...string[]];
  readonly details: readonly string[];
};

/** Makes a `confidence_notice` card. */
export function createNotice(
  caller: Caller,
  reason: NoticeReason,
  text: NoticeText,
  confidence: Confidence,
): Card {
  return createCard(caller, 'conf', 'confidence_notice', {
    reason,
    severity: reason === 'safety_block' ? 'block' : 'warn',
    confidence,
    message: text.message,
    actions: text.actions,
    details: text.details,
  });
}

/** Makes an envelope with this caller's ids; what is not given is empty. */
export function createEnvelope(
  caller: Caller,
  parts: {
    readonly message?: string;
    readonly chips?: readonly Chip[];
    readonly cards: readonly Card[];
    readonly sessionPatch: Readonly<Record<string, unknown>>;
    readonly events: readonly AuroraEvent[];
  },
): Envelope {
  return {
    request_id: caller.requestId,
    trace_id: caller.traceId,
    assistant_message:
      parts.message === undefined ? null : { role: 'assistant', format: 'text', content: parts.message },
    suggested_chips: parts.chips ?? [],
    cards: parts.cards,
    session_patch: parts.sessionPatch,
    events: parts.events,
  };
}

/** Makes the answer to a call that cannot be served: an envelope with one `error` card, valid by the schema. */
export function createErrorReply(caller: Caller, status: number, code: string, message: string): Reply {
  return {
    status,
    envelope: createEnvelope(caller, {
      message,
      cards: [createCard(caller, 'err', 'error', { error: code })],
      sessionPatch: { next_state: 'IDLE_CHAT' },
      events: [createEvent(caller, 'error', { code })],
    }),
  };
}
