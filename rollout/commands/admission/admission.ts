// npm run rollout -- admission: the objects that need the authority of the server, to be applied last.
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { OptionError } from '../../../lib/core/options/option-error.ts';
import { toMessage } from '../../../lib/core/text/message.ts';
import { listAdmissionFiles, toWebhook } from '../../admission/policy/objects.ts';
import { toManifestText } from '../../templates/generate.ts';
import { type Action, refuseWord } from '../context.ts';
import { readAdmission, toAllowedImages } from './read-settings.ts';

/** The certificates of a file, without what else it may hold: a key among them would go into the configuration. */
async function readAuthority(file: string): Promise<string> {
  if (file === '')
    throw new OptionError(
      'ADMISSION_AUTHORITY is empty; give the ca.crt that npm run rollout -- admission-certificate made (--authority)',
    );
  const unusable = (why: string) => new OptionError(`ADMISSION_AUTHORITY=${file} ${why}`);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw unusable(`cannot be read (${toMessage(error)})`);
  });
  try {
    const certificate = new X509Certificate(text);
    if (!certificate.ca) throw new Error('it is no authority');
    return certificate.toString();
  } catch (error) {
    throw unusable(`is not the certificate of an authority (${toMessage(error)}); give ca.crt`);
  }
}

/** Prints every object of admission, or those of a file, the webhook behind them. */
export const runAdmission: Action = async (context) => {
  refuseWord(context, 'admission');
  const { settings, policies } = await readAdmission(context.options);
  const authority = await readAuthority(context.options.text('ADMISSION_AUTHORITY'));
  const { server, policies: own } = listAdmissionFiles(settings, toAllowedImages(policies));
  process.stdout.write(toManifestText([...server, toWebhook(settings, authority), ...own]));
  return 0;
};
