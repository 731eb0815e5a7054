// What a statement is about, as a person types it and as a person reads it.
import { OptionError } from '../options/option-error.ts';
import type { Subject } from './statement-schema.ts';

const FORM =
  /^(?:(?<name>[^\s@]{1,500})@)?(?:(?<sha256>sha256:[0-9a-f]{64})|gitCommit:(?<gitCommit>[0-9a-f]{40}|[0-9a-f]{64}))$/;

/**
 * Reads `name@sha256:…` or `name@gitCommit:…`.
 * @param env the variable that it was given by
 * @throws OptionError where it is neither
 */
export function parseSubject(given: string, env: string): Subject {
  const { name, sha256, gitCommit } = FORM.exec(given)?.groups ?? {};
  const digest = sha256?.slice('sha256:'.length);
  if (digest !== undefined) return { name: name ?? 'image', digest: { sha256: digest } };
  if (gitCommit !== undefined) return { name: name ?? 'source', digest: { gitCommit } };
  throw new OptionError(
    `${env}=${given}: give name@sha256:<64 hex digits> of an image, or name@gitCommit:<40 hex digits>`,
  );
}

/** A subject in words. */
export const toSubjectText = ({ name, digest }: Subject): string =>
  `${name}@${Object.entries(digest)
    .map(([algorithm, value]) => `${algorithm}:${value}`)
    .join(',')}`;

/** True where one of the subjects has a digest that is asked for. */
export const isAbout = (subjects: readonly Subject[], { digest }: Subject): boolean =>
  subjects.some((subject) =>
    Object.entries(digest).every(
      ([algorithm, value]) =>
        Object.entries(subject.digest).find(([one]) => one === algorithm)?.[1] === value,
    ),
  );
