// A part of a log as a folder that explains itself.
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BASE_FILE, HEAD_FILE, RECORDS_DIR } from '../../core/evidence/places.ts';
import { OptionError } from '../../core/options/option-error.ts';
import { toMessage } from '../../core/text/message.ts';
import type { Keys } from './read-keys.ts';
import type { LogVerification, VerifiedRecord } from './verify-log.ts';

export interface ExportOptions {
  readonly verified: LogVerification;
  readonly keys: Keys;
  readonly from: number;
  /** The first that is left out. */
  readonly before: number;
}

/**
 * Writes records, the public keys that they were verified with, a table of them, and a README.
 * @param out must not be there yet
 * @returns how many records
 * @throws OptionError where the folder is there, cannot be written, or no record is meant
 */
export async function exportLog(dir: string, out: string, options: ExportOptions): Promise<number> {
  const { verified, keys, from, before } = options;
  const records = verified.records.filter(({ index }) => index >= from && index < before);
  if (records.length === 0)
    throw new OptionError(`${dir} has no record from ${from} to ${before}; list shows which it has`);
  try {
    await mkdir(out);
    await mkdir(join(out, RECORDS_DIR));
    await mkdir(join(out, 'keys'));
  } catch (error) {
    throw new OptionError(
      `EVIDENCE_OUT=${out} cannot be made (${toMessage(error)}); name a folder that is not there yet`,
    );
  }
  for (const { file } of records) await copyFile(join(dir, file), join(out, file));
  const isToTheEnd = records.at(-1)?.index === verified.records.at(-1)?.index;
  if (isToTheEnd && verified.head) await copyFile(join(dir, HEAD_FILE), join(out, HEAD_FILE));
  if (records[0]?.index === verified.base?.size) await copyFile(join(dir, BASE_FILE), join(out, BASE_FILE));
  for (const { id, pem } of keys.keys) await writeFile(join(out, 'keys', `${id}.pub`), pem);
  await writeFile(join(out, 'records.tsv'), toTable(records));
  await writeFile(join(out, 'check.sh'), CHECK);
  await writeFile(join(out, 'README.md'), toReadme(records, keys));
  return records.length;
}

const toTable = (records: readonly VerifiedRecord[]): string =>
  [
    ['index', 'sha256', 'kind', 'outcome', 'at', 'actor', 'signed by', 'key'],
    ...records.map(({ index, sha256, kind, statement: { predicate }, signedBy }) => [
      index,
      sha256,
      kind,
      predicate.outcome,
      predicate.at,
      predicate.actor,
      signedBy.name,
      signedBy.id,
    ]),
  ]
    .map((cells) => `${cells.map((cell) => String(cell).replaceAll(/\s+/g, ' ')).join('\t')}\n`)
    .join('');

const toReadme = (records: readonly VerifiedRecord[], keys: Keys): string => {
  const [first] = records;
  const last = records.at(-1);
  const names = keys.keys.map(
    ({ id, bounds: { name, from, until, revoked } }) =>
      `- \`keys/${id}.pub\`: ${name}${from ? `, from ${from}` : ''}${until ? `, until ${until}` : ''}${revoked ? `, revoked at ${revoked.at} (${revoked.reason})` : ''}`,
  );
  const identities = keys.identities.map(
    ({ issuer, subject, bounds }) =>
      `- ${bounds.name}: ${subject}, by ${issuer} (verified with its trusted root, which is not here)`,
  );
  return `# Evidence, records ${first?.index} to ${last?.index}

Every file in \`records\` is a Sigstore bundle (v0.3): a DSSE envelope that holds an in-toto statement. Each statement names the SHA-256
of the record before it. The last record here has the SHA-256 \`${last?.sha256}\`: compare it with the one that was kept elsewhere.
The keys here are copies: compare their ids with a source that you trust before you rely on them.

## Who signed
${[...names, ...identities].join('\n')}

## To check it without any program of ours
\`sh check.sh\` needs openssl 3 and jq. It checks each signature and each link, and says what it did. Read it first: it is short.

With cosign 2.6, for one record. An empty trusted root keeps it from calling out. It does not look at the kind:
\`\`\`
echo '{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}' > root.json
cosign verify-blob-attestation --bundle ${first?.file} --new-bundle-format --trusted-root root.json \\
  --key keys/<id>.pub --insecure-ignore-tlog=true --check-claims=false
\`\`\`

What a record says: \`jq -r .dsseEnvelope.payload ${first?.file} | base64 -d | jq .\`
`;
};

/** Signatures and links, by openssl and jq alone. What openssl verifies is DSSE's pre-authentication encoding of the payload. */
const CHECK = `#!/bin/sh
# Checks each record that was signed with a key of ./keys, and that each follows the one before.
set -eu
type=application/vnd.in-toto+json
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
before=
count=0
for record in records/*.sigstore.json; do
  jq -r .dsseEnvelope.payload "$record" | base64 -d > "$work/payload"
  jq -r '.dsseEnvelope.signatures[0].sig' "$record" | base64 -d > "$work/sig"
  id=$(jq -r '.verificationMaterial.publicKey.hint // empty' "$record" | base64 -d | od -An -tx1 | tr -d ' \\n')
  key="keys/$id.pub"
  [ -n "$id" ] && [ -f "$key" ] || { echo "$record: no key of ./keys is named by it" >&2; exit 1; }
  { printf 'DSSEv1 %d %s %d ' "\${#type}" "$type" "$(wc -c < "$work/payload")"; cat "$work/payload"; } > "$work/signed"
  if openssl pkey -pubin -in "$key" -noout -text | grep -qi ed25519; then
    openssl pkeyutl -verify -pubin -inkey "$key" -rawin -in "$work/signed" -sigfile "$work/sig" > /dev/null
  else
    openssl dgst -sha256 -verify "$key" -signature "$work/sig" "$work/signed" > /dev/null
  fi || { echo "$record: its signature does not fit" >&2; exit 1; }
  previous=$(jq -r '.predicate.log.previous // empty' "$work/payload")
  [ -z "$before" ] || [ "$previous" = "$before" ] || { echo "$record: it does not follow the one before" >&2; exit 1; }
  before=$(sha256sum "$record" | cut -d ' ' -f 1)
  count=$((count + 1))
done
echo "$count records: each signature fits, and each record follows the one before; the last has the SHA-256 $before"
`;
