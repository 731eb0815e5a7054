// Whether records are one whole log: each in its place, each following the one before, up to the head.
import type { Fault, FaultKind } from './faults.ts';
import { toRecordName } from './places.ts';
import type { Base, Head, LogPlace } from './statement-schema.ts';

/** A file that is named as a record. */
export interface FoundRecord {
  /** By its name. */
  readonly index: number;
  /** SHA-256 of the file, in hex. */
  readonly sha256: string;
  /** What it says of its place; undefined where its bundle could not be verified, which is a fault by itself. */
  readonly place: LogPlace | undefined;
}

/** What was known of the log elsewhere. */
export interface Expected {
  /** Hashes of records that were the last ones once: each must still be there. */
  readonly heads: readonly string[];
  /** So many records it has had, or more. */
  readonly count: number;
}
export const NOTHING_EXPECTED: Expected = { heads: [], count: 0 };

export interface ChainAssessment {
  readonly faults: readonly Fault[];
  /** What is odd and no fault, a sentence each. */
  readonly notes: readonly string[];
}

const fault = (kind: FaultKind, index: number, text: string): Fault => ({
  kind,
  file: toRecordName(index),
  text,
});
const of = (kind: FaultKind, text: string): Fault => ({ kind, file: '', text });

/**
 * Holds records against each other, the head and what was expected.
 * @param records in the order of their names
 * @param head undefined where there is none, or none that could be verified (`headFault` says it)
 * @param base where the log begins, after records were pruned
 */
export function assessChain(
  records: readonly FoundRecord[],
  head: Head | undefined,
  base: Base | undefined,
  expected: Expected,
): ChainAssessment {
  const first = base?.size ?? 0;
  const logId = head?.id ?? base?.id ?? records.find(({ place }) => place)?.place?.id;
  const faults: Fault[] = [
    ...(base && logId !== base.id ? [of('foreign', 'base.sigstore.json belongs to another log')] : []),
    ...listGaps(records, first),
    ...records.flatMap((record, i) => listRecordFaults(record, records[i - 1], base, logId)),
    ...listDoubled(records),
  ];
  const end = assessEnd(records, head, first);
  return {
    faults: [...faults, ...end.faults, ...listUnmet(records, base, expected)],
    notes: end.notes,
  };
}

function listGaps(records: readonly FoundRecord[], first: number): readonly Fault[] {
  const faults: Fault[] = [];
  let wanted = first;
  for (const { index } of records) {
    if (index < first)
      faults.push(
        fault(
          'place',
          index,
          `lies before the record ${first}, with which the log begins since it was pruned`,
        ),
      );
    else if (index > wanted) faults.push(of('gap', toGap(wanted, index - 1)));
    wanted = Math.max(wanted, index + 1);
  }
  return faults;
}

const toGap = (from: number, to: number): string =>
  from === to ? `record ${from} is missing` : `records ${from} to ${to} are missing`;

function listRecordFaults(
  { index, place }: FoundRecord,
  before: FoundRecord | undefined,
  base: Base | undefined,
  logId: string | undefined,
): readonly Fault[] {
  if (place === undefined) return [];
  if (place.index !== index)
    return [
      fault(
        'place',
        index,
        `says that it is record ${place.index}, and lies at the place of record ${index}`,
      ),
    ];
  const faults: Fault[] = [];
  if (place.id !== logId)
    faults.push(fault('foreign', index, `belongs to the log ${place.id}, and this is ${logId}`));
  if (index === (base?.size ?? 0)) {
    if (place.previous !== (base?.head ?? null))
      faults.push(
        fault(
          'chain',
          index,
          base === undefined
            ? 'says that a record came before it, and it lies at the first place'
            : `does not follow the record ${index - 1}, which was the last that was pruned`,
        ),
      );
    return faults;
  }
  if (before?.index !== index - 1) return faults;
  if (place.previous !== before.sha256)
    faults.push(
      fault(
        'chain',
        index,
        `follows a record ${index - 1} with the hash ${place.previous ?? 'of none'}, and the one that is there has ${before.sha256}: one of both was changed or put in its place`,
      ),
    );
  if (before.place !== undefined && place.recordedAt < before.place.recordedAt)
    faults.push(
      fault(
        'time',
        index,
        `was taken at ${place.recordedAt}, before record ${index - 1} (${before.place.recordedAt})`,
      ),
    );
  return faults;
}

function listDoubled(records: readonly FoundRecord[]): readonly Fault[] {
  const seen = new Map<string, number>();
  const faults: Fault[] = [];
  for (const { index, sha256 } of records) {
    const earlier = seen.get(sha256);
    if (earlier === undefined) seen.set(sha256, index);
    else faults.push(fault('doubled', index, `is the same as record ${earlier}`));
  }
  return faults;
}

/** The end of the log, by its head. One record beyond it is what a writer leaves that was killed before it wrote the head. */
function assessEnd(records: readonly FoundRecord[], head: Head | undefined, first: number): ChainAssessment {
  if (head === undefined) return { faults: [], notes: [] };
  const at = (index: number) => records.find((record) => record.index === index);
  const last = records.at(-1)?.index ?? first - 1;
  const beyond = last + 1 - head.size;
  if (beyond < 0)
    return {
      faults: [
        of(
          'truncated',
          `the head names ${head.size} records, and the last that is there is ${last < 0 ? 'none' : `record ${last}`}: ${toGap(Math.max(last + 1, first), head.size - 1)} at the end`,
        ),
      ],
      notes: [],
    };
  const named = at(head.size - 1);
  const faults =
    named !== undefined && named.sha256 !== head.head
      ? [
          of(
            'head',
            `the head names record ${head.size - 1} with the hash ${head.head}, and the one that is there has ${named.sha256}`,
          ),
        ]
      : [];
  if (beyond > 1)
    return {
      faults: [
        ...faults,
        of('head', `the head names ${head.size} records, and ${last + 1} are there: it is an older head`),
      ],
      notes: [],
    };
  return {
    faults,
    notes:
      beyond === 1
        ? [
            `record ${last} is whole, and the head does not name it yet: its writer was ended in between; the next record mends that`,
          ]
        : [],
  };
}

function listUnmet(
  records: readonly FoundRecord[],
  base: Base | undefined,
  { heads, count }: Expected,
): readonly Fault[] {
  const size = (records.at(-1)?.index ?? (base?.size ?? 0) - 1) + 1;
  const known = new Set(records.map(({ sha256 }) => sha256));
  return [
    ...(size < count
      ? [of('truncated', `${count} records or more were expected, and the log has ${size}`)]
      : []),
    ...heads
      .filter((hash) => !known.has(hash) && hash !== base?.head)
      .map((hash) =>
        of(
          'truncated',
          `no record has the hash ${hash}, which was the head once: the log was cut before it, or is another`,
        ),
      ),
  ];
}
