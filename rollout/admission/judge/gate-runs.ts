// Whether the images of a manifest have passed the gate: by statements about their digests, of which the newest counts.
import type { GateRunPredicate } from '../../../lib/core/evidence/statement-schema.ts';
import { findLess, readSigned, toGateCommand } from '../../effort/find-less.ts';
import type { ReleasePolicy } from '../../policy/policy-schema.ts';
import { type NamedImage, parseImage } from '../manifest/images.ts';
import { isAbout, isStated, type Stated, type Unstated } from './bundles.ts';
import { type Refusal, refuse } from './refusal.ts';

type Asks = Pick<ReleasePolicy, 'gate' | 'evidenceMaxAgeS' | 'maxSkewS' | 'environment'>;

const toFinishedMs = ({ statement }: Stated): number =>
  Date.parse((statement.predicate as GateRunPredicate).finishedAt);

const toHours = (seconds: number): string =>
  seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`;

/** @param runs statements of gate runs about this image, for this environment */
function judgeImage(
  { image, place }: NamedImage,
  runs: readonly Stated[],
  policy: Asks & Required<Pick<Asks, 'gate'>>,
  why: string,
  atMs: number,
): Refusal | undefined {
  const it = `the image of ${place} (${image})`;
  const [newest] = runs.toSorted((a, b) => toFinishedMs(b) - toFinishedMs(a));
  if (newest === undefined)
    return refuse(
      'no-gate-run',
      `shows no gate run of ${it} for ${policy.environment}${why}: run the gate against it, and give its evidence to sign-manifest --gate-run`,
    );
  const { verdict, finishedAt, details } = newest.statement.predicate as GateRunPredicate;
  const ageS = (atMs - toFinishedMs(newest)) / 1_000;
  if (!Number.isFinite(ageS) || ageS < -policy.maxSkewS)
    return refuse(
      'gate-run-stale',
      `shows a gate run of ${it} that ended in the future (${finishedAt}): set the clock of the machine that ran it, and run the gate again`,
    );
  if (verdict !== 'pass')
    return refuse(
      'gate-not-passed',
      `names an image that did not pass the gate: the newest run against ${it} came to ${verdict}; mend what it found, and run the gate again`,
    );
  const less = findLess(readSigned(details), policy.gate);
  if (less !== undefined)
    return refuse(
      'gate-tried-less',
      `shows a gate run of ${it} that passed, and could not tell: it ${less}; run the gate as ${policy.environment} asks for it, ${toGateCommand(policy.gate)}`,
    );
  if (ageS > policy.evidenceMaxAgeS)
    return refuse(
      'gate-run-stale',
      `shows a gate run of ${it} that is ${toHours(ageS)} old, and ${policy.environment} takes ${toHours(policy.evidenceMaxAgeS)} at most: run the gate again`,
    );
  return undefined;
}

/**
 * Whether each image passed, where the release policy asks for the gate.
 * @param found what the annotation with the evidence states
 * @param needsRun whether an image of that repository is held to it
 * @param atMs the moment, in epoch milliseconds
 */
export function judgeGateRuns(
  images: readonly NamedImage[],
  found: readonly (Stated | Unstated)[],
  policy: Asks,
  needsRun: (repository: string) => boolean,
  atMs: number,
): Refusal | undefined {
  const { gate } = policy;
  if (gate === undefined) return undefined;
  const fault = found.find((one): one is Unstated => !isStated(one))?.fault;
  const why = fault === undefined ? '' : ` (a bundle of its evidence ${fault})`;
  const runs = found
    .filter(isStated)
    .filter(
      ({ kind, statement }) => kind === 'gate-run' && statement.predicate.environment === policy.environment,
    );
  for (const named of images) {
    const { repository, sha256 } = parseImage(named.image) ?? {};
    if (repository === undefined || sha256 === undefined)
      return refuse(
        'no-gate-run',
        `names the image ${named.image} without its digest, of which no gate run can tell: name it as repository@sha256:…`,
      );
    if (!needsRun(repository)) continue;
    const refusal = judgeImage(
      named,
      runs.filter((one) => isAbout(one, sha256)),
      { ...policy, gate },
      why,
      atMs,
    );
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}
