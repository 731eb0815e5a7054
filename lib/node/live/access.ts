// Who may read the feed: who shows the token, or the cookie that a login with it gave.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export interface Access {
  /** True where one of these is right: the token from a header, or the value of the cookie. */
  allows(shown: { readonly token?: string | undefined; readonly cookie?: string | undefined }): boolean;
  /** The value of the cookie: made from the token, the same after a restart, and not the token. */
  readonly cookie: string;
}

export const COOKIE_NAME = 'aurora_live';

const digest = (text: string) => createHash('sha256').update(text).digest();
/** In a time that does not depend on where they differ, nor on their lengths. */
const isSame = (shown: string, right: string) => timingSafeEqual(digest(shown), digest(right));

/** Access by this token; everyone is allowed where there is none. */
export function createAccess(token: string | undefined): Access {
  if (token === undefined) return { allows: () => true, cookie: '' };
  const cookie = createHmac('sha256', token).update(COOKIE_NAME).digest('hex');
  return {
    cookie,
    allows: (shown) => isSame(shown.token ?? '', token) || isSame(shown.cookie ?? '', cookie),
  };
}
