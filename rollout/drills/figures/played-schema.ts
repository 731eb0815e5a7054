// The form of `drills.json`: what was played, as far as a table of several folders needs it.
import { Type } from 'typebox';
import { amount, closed, count, list, oneOf, text, words, yesNo } from '../../../lib/core/journal/format.ts';
import { ENDS } from '../drill.ts';

const seconds = (description: string) => Type.Union([amount(description), Type.Null()]);

const FiguresForm = closed('What came of it; times in seconds, null where there was no such moment.', {
  end: oneOf('How it ended.', [...ENDS]),
  detectS: seconds('From the first bad answer, or what the canary is to be aborted for, to the decision.'),
  backS: seconds("From the same moment to the canary's last answer."),
  argoAbortS: seconds('From the same moment until Argo called it aborted.'),
  promoteS: seconds('From the start of the new version to its promotion.'),
  calls: count('Calls of the users since the new version was applied.'),
  failedCalls: count('Of those, the ones that failed.'),
  failedAfterwards: count('Of those, the ones that nothing of a canary explains.'),
  canaryLooks: count("How often the canary was seen on the users' path."),
});

/** A drill that was played. */
export const PlayedForm = Type.Object({
  drill: Type.Object({
    id: words('Its name.'),
    why: text('What it is about.'),
    ends: oneOf('How it must end.', [...ENDS]),
  }),
  figures: FiguresForm,
  isAsItMust: yesNo('It ended as it must.'),
});

export const PlayedFileForm = Type.Object({ runs: list('Every drill, in the order of play.', PlayedForm) });
