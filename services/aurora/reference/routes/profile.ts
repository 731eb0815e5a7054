// POST /v1/profile/update and GET /v1/session/bootstrap: what the user said is remembered, and read back.
import { TEXTS } from '../answers/texts.ts';
import { createCard, createErrorReply, createEvent, createTurn } from '../envelopes/turn.ts';
import { EMPTY_PROFILE } from '../memory.ts';
import { parseProfilePatch } from '../requests.ts';
import type { ConversationRoute } from './conversation.ts';

/** Saves the fields that were given and answers with the whole profile. */
export const answerProfile: ConversationRoute = (
  { memory, metrics },
  { caller, uid, tenant, body, drawFault },
) => {
  const patch = parseProfilePatch(body);
  if (drawFault('lose_profile'))
    return createErrorReply(caller, 200, 'PROFILE_NOT_SAVED', TEXTS[caller.lang].badRequest);
  const profile = { ...(memory.user(uid).profile ?? EMPTY_PROFILE), ...patch };
  memory.saveUser(uid, { profile });
  metrics.countFlow(tenant, 'profile', 'ok');
  return {
    status: 200,
    turn: createTurn(caller, {
      cards: [createCard('profile', 'profile', { profile })],
      sessionPatch: { next_state: 'IDLE_CHAT', profile },
      events: [createEvent('profile_saved', { fields: Object.keys(patch) })],
    }),
  };
};

/** Answers with what is known about the user at the start of a session. */
export const answerBootstrap: ConversationRoute = ({ memory, metrics, dbReady }, { caller, uid, tenant }) => {
  const { profile } = memory.user(uid);
  const known = { profile, recent_logs: [], checkin_due: true, is_returning: profile !== null };
  metrics.countFlow(tenant, 'bootstrap', 'ok');
  return {
    status: 200,
    turn: createTurn(caller, {
      cards: [createCard('bootstrap', 'session_bootstrap', { ...known, db_ready: dbReady })],
      sessionPatch: { next_state: 'IDLE_CHAT', ...known },
      events: [createEvent('state_entered', { state: caller.state ?? 'unknown' })],
    }),
  };
};
