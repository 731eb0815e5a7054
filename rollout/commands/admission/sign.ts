// npm run rollout -- sign-manifest <file>: the file with its signatures, on stdout.
import { readFile } from 'node:fs/promises';
import { toStatement } from '../../../lib/core/evidence/to-statement.ts';
import { OptionError } from '../../../lib/core/options/option-error.ts';
import { toJsonOrNone, toList, toObject } from '../../../lib/core/text/json.ts';
import { toMessage } from '../../../lib/core/text/message.ts';
import { chooseSigner } from '../../../lib/node/evidence/choose-signer.ts';
import { BREAK_GLASS, SIGNATURE } from '../../admission/manifest/annotations.ts';
import { signFile, type ToSign } from '../../admission/manifest/sign-file.ts';
import type { Action } from '../context.ts';

const read = (file: string, what: string): Promise<string> =>
  readFile(file, 'utf8').catch((error: unknown) => {
    throw new OptionError(`${what} ${file} cannot be read (${toMessage(error)})`);
  });

/** The bundles of a file, one or a list, with the digests that each is about. Whether they hold is judged where they are admitted. */
async function readEvidence(file: string) {
  const value = toJsonOrNone(await read(file, 'the evidence'));
  if (value === undefined)
    throw new OptionError(`the evidence ${file} is no JSON; give the bundle of a gate run`);
  return (Array.isArray(value) ? value : [value]).map((bundle: unknown) => {
    const { payload } = toObject(toObject(bundle).dsseEnvelope);
    const statement = toObject(toJsonOrNone(Buffer.from(String(payload), 'base64').toString('utf8')));
    const subjects = toList(statement.subject).map((one) => toObject(toObject(one).digest).sha256);
    if (subjects.length === 0)
      throw new OptionError(
        `the evidence ${file} is no bundle of a statement; give the bundle of a gate run`,
      );
    const digests = subjects.filter((sha256) => typeof sha256 === 'string');
    if (digests.length === 0)
      throw new OptionError(
        `the evidence ${file} is about no image; sign the run with --sign-subject repository@sha256:… of the image that it was of`,
      );
    return { file, bundle, digests };
  });
}

/** Signs the workloads of a file, or a break-glass for them. */
export const runSignManifest: Action = async ({ options, word, tell }) => {
  if (word === '') throw new OptionError('sign-manifest signs a file; name it: sign-manifest FILE');
  const isBreakGlass = options.isOn('MANIFEST_BREAK_GLASS');
  const reason = options.text('ROLLOUT_REASON').trim();
  if (isBreakGlass && reason === '')
    throw new OptionError('ROLLOUT_REASON is empty; say why the rules are passed over (--reason)');
  const signer = await chooseSigner(options);
  const files = options
    .text('MANIFEST_EVIDENCE')
    .split(',')
    .filter((file) => file !== '');
  const evidence = (await Promise.all(files.map(readEvidence))).flat();
  const sign = async ({ who, environment, part, digest }: ToSign) =>
    signer.sign(
      toStatement({
        kind: isBreakGlass ? 'break-glass' : 'manifest',
        subjects: [{ name: who, digest: { sha256: digest } }],
        predicate: {
          at: new Date().toISOString(),
          actor: options.text('ROLLOUT_BY') || signer.id,
          environment,
          outcome: isBreakGlass ? 'break-glass' : 'signed',
          reasons: reason === '' ? [] : [reason],
          // A refusal names by it what is other than it was signed.
          details: isBreakGlass ? { minutes: options.number('ROLLOUT_MINUTES') } : { part },
        },
      }),
    );
  const { text, signed } = await signFile(
    word,
    await read(word, 'the file'),
    sign,
    evidence,
    isBreakGlass ? BREAK_GLASS : SIGNATURE,
  );
  process.stdout.write(text);
  const images = new Set(signed.flatMap(({ images: of }) => of));
  for (const { file, digests } of evidence)
    if (!digests.some((digest) => images.has(digest)))
      tell(`the evidence ${file} is about no image of ${word}, and is left out: ${digests.join(', ')}`);
  for (const { who, digest, environment } of signed)
    tell(`signed ${who} for ${environment}: sha256:${digest}`);
  return 0;
};
