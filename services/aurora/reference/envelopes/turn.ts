// What the service says in one turn of the conversation, before it is put into an envelope, and the parts it is made of.

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

/** The keys of a card's payload, a session or an event; what they hold is each one's own business. */
export type Fields = Readonly<Record<string, unknown>>;

/** One card of the conversation; its id on the wire is `<prefix>_<request id>`. */
export type Card = {
  readonly prefix: string;
  readonly type: string;
  readonly payload: Fields;
  readonly fieldMissing: readonly FieldMissing[];
};

/** A button below the message. */
export type Chip = {
  readonly chip_id: string;
  readonly label: string;
  readonly kind: 'action' | 'quick_reply';
  readonly data: Fields;
};

/** One telemetry event that rides in the answer. */
export type TurnEvent = { readonly name: string; readonly data: Fields };

/** The rollout facts of `/v1/chat`; each equals its `x-aurora-*` header. */
export type RolloutMeta = {
  readonly rollout_variant: string;
  readonly rollout_bucket: number;
  readonly policy_version: string;
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

/** One turn: all that an answer says, whatever envelope it will come in. */
export type Turn = {
  readonly caller: Caller;
  readonly message: string | null;
  readonly chips: readonly Chip[];
  readonly cards: readonly Card[];
  readonly sessionPatch: Fields;
  readonly events: readonly TurnEvent[];
  /** The words of the user's message that are medical red flags. */
  readonly redFlags: readonly string[];
  /** What the user was understood to want; null where nobody asked. */
  readonly intent: string | null;
};

/**
 * An answer before it is serialised: `turn` where the route speaks an envelope, `body` where not.
 * `rollout` is repeated in the headers; it is apart from the body's own so that a broken one shows as a mismatch.
 */
export type Reply =
  | { readonly status: number; readonly turn: Turn; readonly rollout?: RolloutMeta }
  | { readonly status: number; readonly body: unknown };

/** Why a confidence notice is shown. The envelope of the runbook knows the first four only. */
export type NoticeReason =
  | 'artifact_missing'
  | 'low_confidence'
  | 'safety_block'
  | 'timeout_degraded'
  | 'upstream_empty_recommendations'
  | 'upstream_schema_invalid'
  | 'ingredient_constraint_no_match'
  | 'low_confidence_treatment_filtered';

/** Makes an event. */
export function createEvent(name: string, data: Fields): TurnEvent {
  return { name, data };
}

/** Makes the event that says products were asked for, and what became of it. */
export function createRecosRequested(data: Fields): TurnEvent {
  return createEvent('recos_requested', { explicit: true, ...data });
}

/** Makes a card; `prefix` begins its id. */
export function createCard(
  prefix: string,
  type: string,
  payload: Fields,
  fieldMissing: readonly FieldMissing[] = [],
): Card {
  return { prefix, type, payload, fieldMissing };
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
export function createReplyChip(id: string, label: string, data: Fields = {}): Chip {
  return { chip_id: id, label, kind: 'quick_reply', data };
}

/** What a notice says; `actions` must not be empty, or the user is left without a way on. */
export type NoticeText = {
  readonly message: string;
  readonly actions: readonly [string, ...string[]];
  readonly details: readonly string[];
};

/** Makes a `confidence_notice` card. */
export function createNotice(reason: NoticeReason, text: NoticeText, confidence: Confidence): Card {
  return createCard('conf', 'confidence_notice', {
    reason,
    severity: reason === 'safety_block' ? 'block' : 'warn',
    confidence,
    message: text.message,
    actions: text.actions,
    details: text.details,
  });
}

/** Makes a turn of this caller; what is not given is empty. */
export function createTurn(
  caller: Caller,
  parts: Pick<Turn, 'cards' | 'sessionPatch' | 'events'> & Partial<Turn>,
): Turn {
  return { caller, message: null, chips: [], redFlags: [], intent: null, ...parts };
}

/** Makes the answer to a call that cannot be served: one `error` card, valid in any envelope. */
export function createErrorReply(caller: Caller, status: number, code: string, message: string): Reply {
  return {
    status,
    turn: createTurn(caller, {
      message,
      cards: [createCard('err', 'error', { error: code })],
      sessionPatch: { next_state: 'IDLE_CHAT' },
      events: [createEvent('error', { code })],
    }),
  };
}
