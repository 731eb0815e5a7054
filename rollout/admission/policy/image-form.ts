// Images of allowed repositories, as one regular expression (RE2, which JavaScript reads the same).

/** As in an image: behind the name, where one is given beside the digest. */
const TAG = '(:[A-Za-z0-9_][A-Za-z0-9_.-]*)?';
export const DIGEST_FORM = '@sha256:[0-9a-f]{64}$';

const toPattern = (repository: string): string =>
  repository.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*$/, '[^/:@]*');

/**
 * Matches an image by digest of one of these repositories.
 * @param repositories whole names; `*` at the end stands for any text without a slash
 */
export const toImageForm = (repositories: readonly string[]): string =>
  `^(${repositories.map(toPattern).join('|')})${TAG}${DIGEST_FORM}`;
