// The feed's own three small pages; the page that shows the run is live/page.

const toPage = (body: string, head = '') =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">${head}<title>Aurora Gate live</title><style>body{font:16px system-ui;margin:3rem auto;max-width:30rem;padding:0 1rem;color-scheme:light dark}input,button{font:inherit;min-height:2.75rem;max-width:100%}</style></head><body>${body}</body></html>`;

/** Asks for the token. */
export const LOGIN_FORM = toPage(
  '<h1>Aurora Gate live</h1><form method="post" action="login"><label>Token <input name="token" type="password" autocomplete="current-password" required autofocus></label> <button>Log in</button></form>',
);

/** Leads on to the page, by a step of its own that takes the cookie along. */
export const LOGGED_IN = toPage(
  '<p>Logged in. <a href="./">To the run</a></p>',
  '<meta http-equiv="refresh" content="0;url=./">',
);

/** Stands where the page could not be built. */
export const NO_PAGE = toPage(
  '<h1>Aurora Gate live</h1><p>The page could not be built; the feed said why. The stream is at <a href="sse">sse</a>.</p>',
);
