// Why something is refused: one sentence that says what is wrong and what to do, and one word that it is counted by.

/** The words, with what each stands for. */
export const REFUSALS = {
  unreadable: 'What was asked could not be read, or what is needed to answer could not.',
  unsigned: 'There is no signature.',
  signature: 'The signature counts for nothing: of a stranger, changed, or of another time.',
  'other-manifest': 'What was signed is another manifest.',
  environment: 'It was signed for another environment.',
  'too-few-signatures': 'The release policy asks for more signatures, or for others.',
  'no-gate-run': 'No gate run of an image is shown.',
  'gate-not-passed': 'The newest gate run of an image failed, or could not tell.',
  'gate-tried-less':
    'The newest gate run of an image passed, and tried less than the release policy asks for, or does not say how much.',
  'gate-run-stale': 'The newest gate run of an image is too old, or of the future.',
  'cluster-template':
    'It names questions that hold for the whole cluster, which nobody signed for an environment.',
  'break-glass': 'A break-glass does not hold.',
  'not-recorded': 'What would be admitted cannot be recorded as evidence.',
} as const;
export type RefusalWord = keyof typeof REFUSALS;
export const REFUSAL_WORDS = Object.keys(REFUSALS) as readonly RefusalWord[];

export interface Refusal {
  readonly refusal: RefusalWord;
  /** Stands behind the object: `Rollout shop/web …`. Without a full stop. */
  readonly says: string;
}
export const refuse = (refusal: RefusalWord, says: string): Refusal => ({ refusal, says });
export const isRefusal = (value: object): value is Refusal => 'refusal' in value;
