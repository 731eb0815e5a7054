// What whoever writes evidence is told: how it is signed, what it is about, and where it is kept.
import { SERVICE_ADDRESS } from '../options/address.ts';
import { type Option, onOff, text } from '../options/option.ts';

/** How it is signed. No address has a default: nothing is told to a public log unless it was asked for. */
export const SIGNER_OPTIONS: readonly Option[] = [
  text(
    'SIGN_KEY',
    '',
    'private key to sign with: a PEM file that only you may read, or env://NAME for a variable that holds the PEM',
    undefined,
    { rivals: ['SIGN_FULCIO_URL', 'SIGN_REKOR_URL'] },
  ),
  text('SIGN_KEY_PASSWORD', '', 'password of that key; by its variable alone', undefined, { secret: true }),
  text(
    'SIGN_FULCIO_URL',
    '',
    'to sign without a key: the Fulcio that exchanges the OIDC token of the job for a certificate',
    SERVICE_ADDRESS,
    { flag: 'sign-fulcio', rivals: ['SIGN_KEY'] },
  ),
  text(
    'SIGN_REKOR_URL',
    '',
    'to sign without a key: the Rekor that takes the signature down',
    SERVICE_ADDRESS,
    { flag: 'sign-rekor', rivals: ['SIGN_KEY'] },
  ),
];

/** Where it is kept. */
export const EVIDENCE_LOG_OPTION: Option = text(
  'EVIDENCE_LOG',
  '',
  'folder of the evidence log that takes it; empty: none',
);

/** What a run is told besides. */
export const RUN_SIGN_OPTIONS: readonly Option[] = [
  onOff('SIGN', 'write a signed statement of what the run came to: docs/evidence.md'),
  ...SIGNER_OPTIONS,
  text(
    'SIGN_SUBJECT',
    '',
    'what was under test, as name@sha256:… of an image or name@gitCommit:…; empty: the commit of GitHub Actions or of this checkout, where the embedded stack was',
    undefined,
    {
      flag: 'sign-subject',
      byHand: 'a later run would be signed as one of this version; give it with the run that is of it',
    },
  ),
  text(
    'SIGN_ENVIRONMENT',
    '',
    'the environment that it ran in, as admission asks for it; empty: none is named',
  ),
  text('SIGN_BY', '', 'who signs, in the statement; empty: GITHUB_ACTOR, or your user name', undefined, {
    byHand: 'others who run it would sign as this one',
  }),
  EVIDENCE_LOG_OPTION,
];
