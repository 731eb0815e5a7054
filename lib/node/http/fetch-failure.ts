// Why a request was not answered.

/** Node's codes for a certificate that cannot be trusted. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME|ERR_TLS|ERR_SSL/;

/** What kept a request from being answered, in words: fetch hides the reason inside its error. */
export function toReason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const message = cause instanceof Error ? cause.message || code : String(cause);
  // By the Fetch standard, which keeps browsers from talking to mail servers and the like.
  if (message === 'bad port') return 'a port that no HTTP client calls; give the one of the service';
  const hint = CERTIFICATE.test(code) ? '; a CA of your own goes into NODE_EXTRA_CA_CERTS' : '';
  return `${message}${code && !message.includes(code) ? ` (${code})` : ''}${hint}`;
}
