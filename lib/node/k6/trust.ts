// Certificates: k6 is made to trust what Node trusts, so that the pre-flight, the load and the smokes speak of the same.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { rootCertificates } from 'node:tls';
import type { OptionValues } from '../../core/options/option.ts';
import { OptionError } from '../../core/options/option-error.ts';
import type { Cleanup } from '../process/cleanup.ts';

/** Where Go looks without SSL_CERT_DIR: `crypto/x509/root_linux.go`. A folder that is not there is passed over. */
const GO_DIRS = ['/etc/ssl/certs', '/etc/pki/tls/certs'];

/**
 * The variables by which k6 trusts the certificates of Node and of NODE_EXTRA_CA_CERTS beside those of the system; none where
 * nothing that it calls speaks TLS. Go adds up all folders of SSL_CERT_DIR, and takes SSL_CERT_FILE in place of the system's file.
 * @throws OptionError where NODE_EXTRA_CA_CERTS cannot be read, or certificates are not to be checked at all
 */
export async function provideTrust(
  addresses: readonly string[],
  env: OptionValues,
  cleanup: Cleanup,
): Promise<OptionValues> {
  if (!addresses.some((address) => address.startsWith('https:'))) return {};
  if (env.NODE_TLS_REJECT_UNAUTHORIZED === '0')
    throw new OptionError(
      "NODE_TLS_REJECT_UNAUTHORIZED=0: a certificate that nobody checks may be anybody's; unset it, and give the CA in NODE_EXTRA_CA_CERTS",
    );
  const { NODE_EXTRA_CA_CERTS: extraFile, SSL_CERT_DIR: given } = env;
  const extra = extraFile ? await readExtra(extraFile) : '';
  const dir = await mkdtemp(join(tmpdir(), 'aurora-trust-'));
  cleanup.add(() => rm(dir, { recursive: true, force: true }));
  await writeFile(join(dir, 'node.pem'), `${[...rootCertificates, extra].join('\n')}\n`);
  return { SSL_CERT_DIR: [...(given ? [given] : GO_DIRS), dir].join(delimiter) };
}

/** @throws OptionError */
async function readExtra(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new OptionError(`NODE_EXTRA_CA_CERTS=${file} cannot be read (${error.code}); give a file of PEM`);
  });
  if (!text.includes('-----BEGIN CERTIFICATE-----'))
    throw new OptionError(`NODE_EXTRA_CA_CERTS=${file} holds no certificate; give a file of PEM`);
  return text;
}
