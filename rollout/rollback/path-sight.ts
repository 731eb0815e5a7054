// What the users' path shows: which version answers, by a header of its answers. What counts is not what a controller says of itself.

/** One call by the path of the users. */
export interface PathLook {
  /** When it was begun, epoch ms. */
  readonly atMs: number;
  /** Of HTTP; 0 where nobody answered. */
  readonly status: number;
  /** The version that answered; '' where the answer named none. */
  readonly version: string;
}

/** The looks of the last while, in numbers. */
export interface PathSight {
  readonly looks: number;
  readonly answered: number;
  /** Answers that named a version. */
  readonly named: number;
  /** Answers of the version that is to go. */
  readonly bad: number;
  readonly serverErrors: number;
  /** Since when nobody got the version, as far as was looked; epoch ms. */
  readonly quietSinceMs: number;
  /** The version that is to go; '' where it is not known. */
  readonly version: string;
  readonly spanMs: number;
}

/**
 * Counts looks.
 * @param sinceMs when looking began
 * @param spanMs only the looks of the last so many ms are counted; `quietSinceMs` comes from all of them
 */
export function countLooks(
  looks: readonly PathLook[],
  version: string,
  sinceMs: number,
  nowMs: number,
  spanMs: number,
): PathSight {
  const recent = looks.filter(({ atMs }) => nowMs - atMs <= spanMs);
  const isBad = (look: PathLook) => look.version === version && version !== '';
  const lastBadMs = looks.findLast(isBad)?.atMs;
  return {
    looks: recent.length,
    answered: recent.filter(({ status }) => status > 0).length,
    named: recent.filter(({ version: one }) => one !== '').length,
    bad: recent.filter(isBad).length,
    serverErrors: recent.filter(({ status }) => status >= 500).length,
    // An unknown version cannot be seen to be away.
    quietSinceMs: version === '' ? nowMs : (lastBadMs ?? sinceMs),
    version,
    spanMs,
  };
}

/** What was seen, as a person reads it. */
export function sayPath({ looks, answered, named, bad, serverErrors, version, spanMs }: PathSight): string {
  const within = `of ${looks} calls by the users' path within ${Math.round(spanMs / 100) / 10} s`;
  if (looks === 0) return "the users' path was not called yet";
  if (answered === 0) return `none ${within} was answered`;
  if (named === 0) return `none ${within} was answered with the version in its header`;
  const errors = serverErrors === 0 ? '' : `, and ${serverErrors} were 5xx`;
  if (version === '') return `${named} ${within} named a version, and which one is to go is not known`;
  return bad === 0
    ? `none ${within} was answered by ${version}${errors}`
    : `${bad} ${within} were answered by ${version}${errors}`;
}
