// What the API server is asked to take in a game day, and how it must answer: in its own words, and by what is there afterwards. Pure.

/** What it must admit. */
export const GOOD_ADMISSION = 'good-image';

/** What is asked, and for a refusal the words that say why: a refusal for another reason proves nothing. */
export const ADMISSIONS = {
  [GOOD_ADMISSION]: { what: 'the good version, signed, with the run that passed it', says: undefined },
  'bad-image': {
    what: 'the bad version, signed, with the run that failed it',
    says: 'did not pass the gate',
  },
  'no-evidence': { what: 'the bad version, signed, with no run', says: 'shows no gate run of the image' },
  'other-evidence': {
    what: 'the bad version, signed, with the run that passed the good one',
    says: 'shows no gate run of the image',
  },
  'other-signature': {
    what: 'the bad version in the manifest that was signed for the good one',
    says: 'is not what',
  },
  unsigned: { what: 'the good version in a manifest that nobody signed', says: 'is not signed' },
} as const;
export type Admission = keyof typeof ADMISSIONS;
export const ADMISSION_IDS = Object.keys(ADMISSIONS) as readonly Admission[];

/** An answer of the API server, and what it has under that name afterwards. */
export interface AdmissionAnswer {
  /** Its own words of a refusal; undefined where it took it. */
  readonly refusal: string | undefined;
  /** The image that was read back; undefined where there is nothing. */
  readonly imageThere: string | undefined;
  /** SHA-256 of what was signed, by which a record tells of it; undefined where nothing was. */
  readonly signedPart: string | undefined;
}

/** The title of its part of the day. */
export const toAdmissionTitle = (id: Admission): string =>
  `The API server ${ADMISSIONS[id].says === undefined ? 'takes' : 'refuses'} ${ADMISSIONS[id].what}`;

/** Why an answer is not what it must be; undefined where it is. @param image the one that it must have taken */
export function findWrongAnswer(
  id: Admission,
  { refusal, imageThere }: AdmissionAnswer,
  image: string | undefined,
): string | undefined {
  const { says } = ADMISSIONS[id];
  if (says === undefined) {
    if (refusal !== undefined) return `it was refused: ${refusal}`;
    return imageThere !== undefined && imageThere === image
      ? undefined
      : `it was taken, and ${imageThere ?? 'nothing'} is there`;
  }
  if (refusal === undefined) return 'it was taken';
  if (!refusal.includes(says)) return `it was refused for another reason: ${refusal}`;
  return imageThere === undefined ? undefined : `it was refused, and ${imageThere} is there`;
}
