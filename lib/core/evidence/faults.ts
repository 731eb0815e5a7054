// What can be wrong with evidence.

/** Kind of fault → what it means: one table, which docs/evidence.md repeats. */
export const FAULT_KINDS = {
  unreadable: 'a file cannot be read, or is no bundle',
  signature: 'a signature does not fit what it signs',
  'unknown-key': 'nobody who is trusted has signed it',
  untrusted: 'who signed was trusted, but not for that, or not at that time',
  form: 'a statement does not have the form of its kind',
  subject: 'a statement is about something else than was asked',
  place: 'a record lies at the place of another',
  gap: 'a record is missing',
  doubled: 'a record is there twice',
  chain: 'a record does not follow the record before it',
  foreign: 'a record belongs to another log',
  time: 'a record was taken before the record before it',
  head: 'the signed head says otherwise, or is missing',
  truncated: 'less is there than was there before',
  stray: 'a file lies in the log that does not belong to it',
  changed: 'a file of a run is not what was signed',
} as const;
export type FaultKind = keyof typeof FAULT_KINDS;

export interface Fault {
  readonly kind: FaultKind;
  /** The file that shows it, from the folder that is verified; '' for the whole. */
  readonly file: string;
  /** What is wrong, in a sentence without a full stop. */
  readonly text: string;
}
