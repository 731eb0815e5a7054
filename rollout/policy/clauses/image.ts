// Where a release goes, which image it is, and who has signed it.
import { allow, deny, type Judge, unknown } from './clause.ts';

/** Whether the policy is that of the environment. */
export const judgeEnvironment: Judge = ({ policy, facts }) => {
  const id = 'environment';
  const { environment } = facts;
  if (environment === undefined)
    return [unknown(id, 'Nobody told where the release is to go', 'say it: --environment')];
  if (environment === policy.environment) return [allow(id, `The release is for ${environment}`)];
  return [
    deny(
      id,
      `The release is for ${environment}, and the policy is that of ${policy.environment}`,
      `ask the policy of ${environment}`,
    ),
  ];
};

const DIGEST = /@sha256:[0-9a-f]{64}$/;

/** The repository of an image, without tag and digest. */
export const toRepository = (image: string): string => {
  const [named = ''] = image.split('@');
  const slash = named.lastIndexOf('/');
  const colon = named.indexOf(':', slash + 1);
  return colon < 0 ? named : named.slice(0, colon);
};

/** Whether a repository is one of the list: `*` at the end of an entry stands for any text without a slash. */
export function isAllowedImage(allowedImages: readonly string[], image: string): boolean {
  const repository = toRepository(image);
  return allowedImages.some((entry) => {
    if (!entry.endsWith('*')) return repository === entry;
    const start = entry.slice(0, -1);
    const rest = repository.slice(start.length);
    return repository.startsWith(start) && rest !== '' && !rest.includes('/');
  });
}

/** Whether the image may go there. */
export const judgeImage: Judge = ({ policy, facts }) => {
  const id = 'image';
  const { image } = facts;
  if (image === undefined) return [unknown(id, 'Nobody told which image is released', 'say it: --image')];
  const { allowedImages, imageByDigest, environment } = policy;
  if (!isAllowedImage(allowedImages, image))
    return [
      deny(
        id,
        `${image} is none of the images that ${environment} allows: ${allowedImages.join(', ')}`,
        `push it to one of them, or ask ${policy.owner} to allow ${toRepository(image)}`,
      ),
    ];
  if (imageByDigest && !DIGEST.test(image))
    return [
      deny(
        id,
        `${image} is named by a tag, which can be moved`,
        `name it by its digest, as ${toRepository(image)}@sha256:…`,
      ),
    ];
  return [allow(id, `${environment} allows ${image}`)];
};

/** A clause for each kind of thing that must be signed. */
export const judgeSignatures: Judge = ({ policy, facts }) => {
  const { signatures } = facts;
  if (policy.requiredSignatures.length === 0) return [allow('signature', 'No signature is asked for')];
  return policy.requiredSignatures.map(({ of, signers, atLeast }) => {
    const id = `signature:${of}`;
    const wanted = `${atLeast} of ${signers === undefined ? 'any signers whose key is known' : signers.join(', ')}`;
    if (signatures === undefined)
      return unknown(
        id,
        `Nobody told who has signed the ${of}`,
        'verify its signatures, and say who signed: --facts',
      );
    const right = new Set(
      signatures
        .filter((one) => one.of === of && (signers === undefined || signers.includes(one.signer)))
        .map(({ signer }) => signer),
    );
    const text = `The ${of} is signed by ${right.size === 0 ? 'nobody who counts' : [...right].join(', ')}, and must be by ${wanted}`;
    return right.size >= atLeast ? allow(id, text) : deny(id, text, `let the ${of} be signed by ${wanted}`);
  });
};
