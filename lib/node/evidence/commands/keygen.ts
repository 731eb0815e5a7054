// A key pair.

import { OptionError } from '../../../core/options/option-error.ts';
import { KEY_TYPES, writeKeyPair } from '../keys.ts';
import type { EvidenceContext } from './context.ts';

/** Makes one, and says where it lies. */
export async function runKeygen({ options, folder, say, tell }: EvidenceContext): Promise<number> {
  if (folder !== '') throw new OptionError(`keygen takes no folder; name the files with --out ${folder}`);
  const out = options.text('EVIDENCE_OUT');
  if (out === '')
    throw new OptionError(
      'EVIDENCE_OUT is empty: name the two files with --out, like ci for ci.key and ci.pub',
    );
  const password = options.text('SIGN_KEY_PASSWORD') || undefined;
  const type = KEY_TYPES.find((one) => one === options.text('EVIDENCE_KEY_TYPE')) ?? 'p256';
  const pair = await writeKeyPair(out, type, password);
  say(
    `${pair.privateKey}  signs: keep it to whoever signs${password === undefined ? '' : ', with its password'}`,
  );
  say(`${pair.publicKey}  verifies: give it to whoever does`);
  say(`id ${pair.id}`);
  if (password === undefined)
    tell(
      'the private key is not locked; set SIGN_KEY_PASSWORD to lock it, or keep it where secrets are kept',
    );
  return 0;
}
