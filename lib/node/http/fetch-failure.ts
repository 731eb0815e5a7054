// Why a request was not answered.
import { findOwnTrouble, type OwnTrouble } from '../../core/answer/unsent.ts';

/** Why a request was not answered. */
interface Failure {
  /** In words: fetch hides the reason inside its error. */
  readonly why: string;
  /** What kept it on this machine; undefined where the other side is to answer for it. */
  readonly trouble: OwnTrouble | undefined;
}

/** What kept a request from being answered, with the remedy where that is on this machine. */
export function toReason(error: unknown): string {
  const { why, trouble } = toFailure(error);
  return trouble === undefined ? why : `${why}; ${trouble.remedy}`;
}

/** What kept a request from being answered. */
export function toFailure(error: unknown): Failure {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const message = cause instanceof Error ? cause.message || code : String(cause);
  // By the Fetch standard, which keeps browsers from talking to mail servers and the like.
  if (message === 'bad port')
    return { why: 'a port that no HTTP client calls; give the one of the service', trouble: undefined };
  const why = `${message}${code && !message.includes(code) ? ` (${code})` : ''}`;
  return { why, trouble: findOwnTrouble(`${code} ${message}`) };
}
