// The signer that options ask for.
import { OptionError } from '../../core/options/option-error.ts';
import type { OptionReading } from '../../core/options/read-options.ts';
import { createSigner, type Signer } from './signer.ts';
import { requireToken } from './token.ts';

/**
 * The signer of the options of SIGNER_OPTIONS; undefined where none of them is given.
 * @throws OptionError where they do not go together, or cannot be used
 */
export async function findSigner({ text }: Pick<OptionReading, 'text'>): Promise<Signer | undefined> {
  const key = text('SIGN_KEY');
  const fulcioUrl = text('SIGN_FULCIO_URL');
  const rekorUrl = text('SIGN_REKOR_URL');
  if (key !== '' && fulcioUrl + rekorUrl !== '')
    throw new OptionError(
      'SIGN_KEY is given together with SIGN_FULCIO_URL or SIGN_REKOR_URL; give one way to sign',
    );
  if (key !== '') return createSigner({ key, password: text('SIGN_KEY_PASSWORD') || undefined });
  if (fulcioUrl + rekorUrl === '') return undefined;
  const signer = await createSigner({ fulcioUrl, rekorUrl });
  await requireToken();
  return signer;
}

/** The same, where something is to be signed. @throws OptionError where no way to sign is given */
export async function chooseSigner(options: Pick<OptionReading, 'text'>): Promise<Signer> {
  const signer = await findSigner(options);
  if (signer !== undefined) return signer;
  throw new OptionError(
    'nothing is there to sign with; give SIGN_KEY (npm run evidence -- keygen makes one), or SIGN_FULCIO_URL and SIGN_REKOR_URL',
  );
}
