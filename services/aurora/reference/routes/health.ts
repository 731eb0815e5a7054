// GET /healthz/db: whether the service reaches its database.
import type { Reply } from '../envelopes/turn.ts';
import type { Exchange } from '../exchange.ts';

/** 200 even while the database is away, as the service does: the field tells, not the status. */
export function answerDbHealth(isConfigured: boolean, { drawFault }: Exchange): Reply {
  const reason = isConfigured ? 'DATABASE_UNREACHABLE' : 'DATABASE_URL not configured';
  const isReady = isConfigured && !drawFault('lose_database');
  return { status: 200, body: { ok: true, db_ready: isReady, ...(isReady ? {} : { reason }) } };
}
