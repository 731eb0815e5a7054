// Where the parts of an evidence log lie.

export const RECORDS_DIR = 'records';
export const HEAD_FILE = 'head.sigstore.json';
export const BASE_FILE = 'base.sigstore.json';
/** The statement of a run, in the run's folder. */
export const RUN_EVIDENCE_FILE = 'evidence.sigstore.json';

const DIGITS = 8;
const NAME = /^(\d{8})\.sigstore\.json$/;

/** The file of a record, from the folder of the log. */
export const toRecordName = (index: number): string =>
  `${RECORDS_DIR}/${String(index).padStart(DIGITS, '0')}.sigstore.json`;

/** The index that the name of a file in `records` has; undefined where it is not named as a record. */
export function findIndex(name: string): number | undefined {
  const digits = NAME.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** True for what a killed writer leaves of a file that it had not finished. */
export const isDraft = (name: string): boolean =>
  /^(?:\d{8}|head|base)\.sigstore\.json\.\d+\.new$/.test(name);
