// Fulcio, Rekor and the token endpoint of a CI on loopback: real certificates of a CA of their own, with the signed timestamps of its
// certificate log and its transparency log. The crypto is that of @sigstore/mock; what a real Rekor makes of a DSSE entry is added.
import { createHash, generateKeyPairSync, type KeyPairKeyObjectResult, sign } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fulcioHandler, initializeCA, initializeTLog } from '@sigstore/mock';

export const ISSUER = 'https://token.actions.example';
export const WORKFLOW = 'https://github.example/shop/shop/.github/workflows/gate.yml@refs/heads/main';

const newKey = (): KeyPairKeyObjectResult => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const toPart = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
/** A JSON Web Token; the Fulcio of these tests asks no issuer whether it is genuine. */
export const toToken = (claims: object): string => `${toPart({ alg: 'none' })}.${toPart(claims)}.c2ln`;

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

/** What Rekor keeps of a DSSE entry (sigstore/rekor, pkg/types/dsse/v0.0.1): hashes, signatures and verifiers. */
function toKept(proposed: string): object {
  const entry = JSON.parse(proposed);
  const { envelope, verifiers } = entry.spec.proposedContent;
  const { payload, signatures } = JSON.parse(envelope);
  const hash = (data: Buffer) => ({
    algorithm: 'sha256',
    value: createHash('sha256').update(data).digest('hex'),
  });
  return {
    apiVersion: '0.0.1',
    kind: 'dsse',
    spec: {
      envelopeHash: hash(Buffer.from(envelope)),
      payloadHash: hash(Buffer.from(payload, 'base64')),
      signatures: signatures.map(({ sig }: { sig: string }) => ({ signature: sig, verifier: verifiers[0] })),
    },
  };
}

/** What the first part of a DER sequence is in all: of a certificate, what is signed of it. */
function toFirstPart(sequence: Buffer): Buffer {
  const measure = (at: number) => {
    const short = sequence[at + 1] ?? 0;
    const more = short < 0x80 ? 0 : short & 0x7f;
    const length = more === 0 ? short : sequence.readUIntBE(at + 2, more);
    return { start: at + 2 + more, end: at + 2 + more + length };
  };
  const { start } = measure(0);
  return sequence.subarray(start, measure(start).end);
}

/** A log of certificates, which signs when it saw one (RFC 6962, 3.2). That of @sigstore/mock leaves the signature empty with the pkijs of today. */
function createCtLog({ publicKey, privateKey }: KeyPairKeyObjectResult, at?: Date) {
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  const logID = createHash('sha256').update(spki).digest();
  const toBytes = (value: number, size: number) => {
    const bytes = Buffer.alloc(size);
    bytes.writeUIntBE(value, Math.max(0, size - 6), Math.min(size, 6));
    return bytes;
  };
  return {
    publicKey: spki,
    logID,
    async log(certificate: ArrayBuffer, issuerId: ArrayBuffer): Promise<ArrayBuffer> {
      const time = toBytes((at ?? new Date()).getTime(), 8);
      const tbs = toFirstPart(Buffer.from(certificate));
      const seen = [
        Buffer.from([0, 0]),
        time,
        toBytes(1, 2),
        Buffer.from(issuerId),
        toBytes(tbs.length, 3),
        tbs,
        toBytes(0, 2),
      ];
      const signature = sign('sha256', Buffer.concat(seen), privateKey);
      const sct = Buffer.concat([
        Buffer.from([0]),
        logID,
        time,
        toBytes(0, 2),
        Buffer.from([4, 3]),
        toBytes(signature.length, 2),
        signature,
      ]);
      // The list that the CA makes of it wants its length before it.
      return new Uint8Array(Buffer.concat([toBytes(sct.length, 2), sct])).buffer;
    },
  };
}

/**
 * Starts them.
 * @param at the time of CA and logs; now where left out
 */
export async function startSigstore(at?: Date) {
  const [caKey, ctKey, rekorKey] = [newKey(), newKey(), newKey()];
  const ctLog = createCtLog(ctKey, at);
  const ca = await initializeCA(caKey, ctLog, at);
  const fulcio = fulcioHandler(ca);
  const requests: string[] = [];
  let token: unknown = toToken({ sub: WORKFLOW, iss: ISSUER });
  const server = createServer(async (request, response) => {
    const body = await readBody(request);
    requests.push(`${request.method} ${request.url}`);
    const answer = (status: number, text: string | Buffer) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(text);
    if (request.url === fulcio.path) {
      const { statusCode, response: text } = await fulcio.fn(body);
      answer(statusCode, text);
    } else if (request.url === '/api/v1/log/entries') {
      answer(201, JSON.stringify(await rekor.log(toKept(body))));
    } else if (request.url?.startsWith('/token?')) {
      const isRight = request.headers.authorization === 'Bearer the-job';
      answer(isRight ? 200 : 401, JSON.stringify(isRight ? { value: token } : {}));
    } else answer(404, '{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const rekor = await initializeTLog(url, rekorKey, at);
  const validFor = { start: '2020-01-01T00:00:00.000Z' };
  const toLog = (publicKey: Buffer) => ({
    baseUrl: url,
    hashAlgorithm: 'SHA2_256',
    publicKey: {
      rawBytes: publicKey.toString('base64'),
      keyDetails: 'PKIX_ECDSA_P256_SHA_256',
      validFor,
    },
    logId: { keyId: createHash('sha256').update(publicKey).digest('base64') },
  });
  return {
    url,
    requests,
    /** What the token endpoint gives from now on. */
    setToken(next: unknown) {
      token = next;
    },
    /** The environment of a job that may ask for a token. */
    env: {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/token?job=1`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'the-job',
      SIGSTORE_ID_TOKEN: undefined,
    },
    /** Its trusted root, as JSON. */
    root: {
      mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
      certificateAuthorities: [
        {
          subject: { organization: 'sigstore.mock', commonName: 'sigstore' },
          uri: url,
          certChain: { certificates: [{ rawBytes: ca.rootCertificate.toString('base64') }] },
          validFor,
        },
      ],
      ctlogs: [toLog(ctLog.publicKey)],
      tlogs: [toLog(rekor.publicKey)],
      timestampAuthorities: [],
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
