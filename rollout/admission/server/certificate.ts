// The certificate of the server: made under an authority of its own, and taken up anew when its files change.
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { OptionError } from '../../../lib/core/options/option-error.ts';
import { toMessage } from '../../../lib/core/text/message.ts';

/** As a Secret of the type kubernetes.io/tls names them; the authority's lie beside them, and never in the cluster. */
const FILES = {
  authorityKey: 'ca.key',
  authority: 'ca.crt',
  key: 'tls.key',
  certificate: 'tls.crt',
} as const;
const DAY_MS = 86_400_000;
const AUTHORITY_DAYS = 3_650;
const CERTIFICATE_DAYS = 90;

const readIfThere = (file: string): Promise<string | undefined> =>
  readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new OptionError(`${file} cannot be read (${error.message})`);
  });

const toBounds = (nowMs: number, days: number) => ({
  notBeforeDate: new Date(nowMs - 5 * 60_000),
  notAfterDate: new Date(nowMs + days * DAY_MS),
});

/** The names under which the API server calls a Service. */
export const toHostNames = (name: string, namespace: string): readonly string[] => [
  `${name}.${namespace}.svc`,
  `${name}.${namespace}.svc.cluster.local`,
];

async function makeAuthority(nowMs: number): Promise<{ readonly key: string; readonly cert: string }> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'aurora-gate admission' }], {
    ...toBounds(nowMs, AUTHORITY_DAYS),
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return { key, cert };
}

/**
 * Makes a certificate in a folder. The authority that is there signs it, so that the webhook's configuration stays as it is; where there
 * is none, one is made.
 * @returns the files, and whether the authority is new
 * @throws OptionError where the folder cannot be used
 */
export async function makeCertificate(dir: string, hostNames: readonly string[], nowMs: number) {
  const path = (file: keyof typeof FILES) => join(dir, FILES[file]);
  await mkdir(dir, { recursive: true, mode: 0o700 }).catch((error: Error) => {
    throw new OptionError(`${dir} cannot be made (${error.message}); give a folder of your own`);
  });
  const [key, cert] = await Promise.all([readIfThere(path('authorityKey')), readIfThere(path('authority'))]);
  if ((key === undefined) !== (cert === undefined))
    throw new OptionError(
      `${dir} holds one of ${FILES.authorityKey} and ${FILES.authority} alone; give a folder with both, or with neither`,
    );
  const isNew = key === undefined || cert === undefined;
  const ca = isNew ? await makeAuthority(nowMs) : { key, cert };
  const made = await generate([{ name: 'commonName', value: hostNames[0] ?? '' }], {
    ...toBounds(nowMs, CERTIFICATE_DAYS),
    keyType: 'ec',
    algorithm: 'sha256',
    ca,
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: hostNames.map((value) => ({ type: 2, value })) },
    ],
  });
  const write = (file: keyof typeof FILES, text: string, mode: number) =>
    writeFile(path(file), text, { mode, flag: 'w' });
  if (isNew) {
    await write('authorityKey', ca.key, 0o600);
    await write('authority', ca.cert, 0o644);
  }
  await write('key', made.private, 0o600);
  await write('certificate', made.cert, 0o644);
  return { isNew, files: Object.values(FILES).map((file) => join(dir, file)) };
}

/** Key and certificate as they are served. */
export interface Served {
  readonly key: string;
  readonly cert: string;
  /** When it ends, in epoch milliseconds. */
  readonly endsMs: number;
}

/** Reads them from the folder of a Secret. @throws OptionError where they cannot be used */
export async function readServed(dir: string): Promise<Served> {
  const [key, cert] = await Promise.all(
    [FILES.key, FILES.certificate].map((file) => readIfThere(join(dir, file))),
  );
  if (key === undefined || cert === undefined)
    throw new OptionError(
      `ADMISSION_TLS_DIR=${dir} does not hold ${FILES.key} and ${FILES.certificate}; make them with npm run rollout -- admission-certificate`,
    );
  const certificate = parse(dir, FILES.certificate, 'no certificate', () => new X509Certificate(cert));
  const privateKey = parse(dir, FILES.key, 'no private key', () => createPrivateKey(key));
  // Also while the one is written and the other is not yet: a server with both of them would answer nobody.
  if (!certificate.checkPrivateKey(privateKey))
    throw new OptionError(`ADMISSION_TLS_DIR=${dir}: ${FILES.key} is not the key of ${FILES.certificate}`);
  return { key, cert, endsMs: Date.parse(certificate.validTo) };
}

function parse<T>(dir: string, file: string, fault: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new OptionError(`ADMISSION_TLS_DIR=${dir}: ${file} is ${fault} (${toMessage(error)})`);
  }
}
