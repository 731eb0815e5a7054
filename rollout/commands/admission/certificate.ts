// npm run rollout -- admission-certificate <folder>: made the first time, renewed afterwards.
import { OptionError } from '../../../lib/core/options/option-error.ts';
import { toSecretNames } from '../../admission/policy/objects.ts';
import { makeCertificate, toHostNames } from '../../admission/server/certificate.ts';
import type { Action } from '../context.ts';
import { readSettings } from './read-settings.ts';

/** Makes it, and says what to do with it. */
export const runCertificate: Action = async ({ options, word, say, tell }) => {
  if (word === '')
    throw new OptionError(
      'admission-certificate makes its files in a folder; name one: admission-certificate FOLDER',
    );
  const settings = await readSettings(options.text('ADMISSION_SETTINGS'));
  const { name, namespace } = settings;
  const { isNew, files } = await makeCertificate(word, toHostNames(name, namespace), Date.now());
  for (const file of files) say(file);
  const secret = `kubectl -n ${namespace} create secret tls ${toSecretNames(settings).tls} --cert=${word}/tls.crt --key=${word}/tls.key --dry-run=client -o yaml | kubectl apply -f -`;
  tell(secret);
  tell(
    isNew
      ? 'keep ca.key out of the cluster: the next certificate is signed with it, and then the webhook stays as it is'
      : 'the authority is the one that was there: the webhook stays as it is, and the server takes the certificate up by itself',
  );
  return 0;
};
