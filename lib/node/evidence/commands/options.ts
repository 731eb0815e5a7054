// What `npm run evidence` takes: the command line and --help are held to this.
import { SIGNER_OPTIONS } from '../../../core/evidence/options.ts';
import { type Command, toActionNotes } from '../../../core/options/command.ts';
import { choice, integer, type Option, onOff, text } from '../../../core/options/option.ts';
import { KEY_TYPES } from '../keys.ts';

/** What each action does. */
export const ACTION_DOCS = {
  keygen: 'makes a key pair: <out>.key for who signs, <out>.pub for who verifies',
  verify: 'finds every change of an evidence log, of the folder of a run that was signed, or of one bundle',
  list: 'lists the records of a log, those that were verified alone',
  show: 'prints what a record says, as JSON: evidence -- show <log> <index>',
  export: 'writes records, keys and how to check them into a new folder, for whoever audits',
  prune: 'removes the records before one, and signs where the log begins now; export them first',
} as const;
export type EvidenceAction = keyof typeof ACTION_DOCS;
export const ACTION_NAMES = Object.keys(ACTION_DOCS) as readonly EvidenceAction[];

const HASH = /^(?:sha256:)?[0-9a-f]{64}(?:,(?:sha256:)?[0-9a-f]{64})*$/;

const OPTIONS: readonly Option[] = [
  text(
    'EVIDENCE_KEYS',
    '',
    'who is trusted: public keys in PEM, folders of them, or trust files (docs/evidence.md); never those that lie in the log',
    undefined,
    { flag: 'keys', repeats: true },
  ),
  text(
    'EVIDENCE_EXPECT_HEAD',
    '',
    'verify: hashes that were the head once, or of records that must be there; kept elsewhere, they show that a log was cut',
    { pattern: HASH, wanted: 'the SHA-256 of a record, 64 hex digits' },
    { flag: 'expect-head', repeats: true },
  ),
  integer('EVIDENCE_EXPECT_COUNT', '0', 0, 100_000_000, 'verify: so many records the log has had, or more', {
    flag: 'expect-count',
  }),
  text(
    'EVIDENCE_SUBJECT',
    '',
    'verify: what a run or a bundle must be about; list: shows such records alone; as name@sha256:… or name@gitCommit:…, the name is not looked at',
    undefined,
    { flag: 'subject' },
  ),
  onOff('EVIDENCE_JSON', 'verify, list: prints JSON', { flag: 'json' }),
  text(
    'EVIDENCE_OUT',
    '',
    'keygen: name of the two files, without their end; export: the new folder',
    undefined,
    {
      flag: 'out',
    },
  ),
  choice('EVIDENCE_KEY_TYPE', 'p256', KEY_TYPES, 'keygen: which kind of key', { flag: 'type' }),
  integer('EVIDENCE_FROM', '0', 0, 99_999_999, 'export: the first record', { flag: 'from' }),
  integer(
    'EVIDENCE_BEFORE',
    '0',
    0,
    99_999_999,
    'prune, export: the first record that is left out; 0: none is',
    {
      flag: 'before',
    },
  ),
  text('EVIDENCE_REASON', '', 'prune: why that is allowed', undefined, { flag: 'reason' }),
  text('EVIDENCE_BY', '', 'prune: the name of who does it', undefined, { flag: 'name' }),
  ...SIGNER_OPTIONS,
];

export const EVIDENCE: Command = {
  name: 'evidence',
  usage: '<action> [folder] [index] [options]',
  does: 'Makes keys, and verifies, shows, exports and prunes what was signed.',
  arguments: [
    { name: 'action', doc: ACTION_NAMES.join(', '), choices: ACTION_NAMES },
    { name: 'folder', doc: 'an evidence log; verify: also the folder of a run, or a bundle', optional: true },
    { name: 'index', doc: 'show: which record', optional: true },
  ],
  options: OPTIONS,
  target: { none: 'it reads what was signed' },
  notes: [...toActionNotes(ACTION_DOCS)],
  examples: [
    ['evidence -- keygen --out ci', 'ci.key and ci.pub'],
    ['evidence -- verify evidence --keys ci.pub', 'a log'],
    ['evidence -- verify results/<run> --keys ci.pub', 'the folder of a run that was signed'],
    ['evidence -- show evidence 3 --keys ci.pub', 'what record 3 says'],
    ['evidence -- export evidence --keys trust.yaml --out audit', 'for whoever audits'],
  ],
  exitCodes: {
    0: 'done; verify: whole, and as it was signed',
    1: 'verify, list, show, export, prune: something was changed, is missing, or was signed by nobody who is trusted',
    2: 'usage or set-up',
    3: 'verify: it cannot be told, a file could not be read',
  },
};
