// The OIDC token of a keyless signer, as GitHub Actions gives one (ACTIONS_ID_TOKEN_REQUEST_URL), or as SIGSTORE_ID_TOKEN.
import { CIContextProvider, type IdentityProvider } from '@sigstore/sign';
import { OptionError } from '../../core/options/option-error.ts';
import { isObject, toJsonOrNone } from '../../core/text/json.ts';
import { toMessage } from '../../core/text/message.ts';

/** What Fulcio wants a token to be made out for. */
const AUDIENCE = 'sigstore';

/** Looks at a token before the library does, which shows the whole of one that it cannot read. */
export function createTokenProvider(
  source: IdentityProvider = new CIContextProvider(AUDIENCE),
): IdentityProvider {
  return {
    async getToken() {
      const token: unknown = await source.getToken().catch(() => undefined);
      if (typeof token !== 'string')
        throw new Error(
          'no OIDC token is there: give the job the permission to write an id-token, or set SIGSTORE_ID_TOKEN',
        );
      if (!isReadable(token))
        throw new Error('the OIDC token that is there is no JSON Web Token with a subject');
      return token;
    },
  };
}

/** Sees that there is a token, before there is something to sign. @throws OptionError where there is none, or none that can be read */
export async function requireToken(): Promise<void> {
  await createTokenProvider()
    .getToken()
    .catch((error: unknown) => {
      throw new OptionError(`it cannot be signed without a key: ${toMessage(error)}`);
    });
}

/** Fulcio wants the subject of the token signed: its address where it is verified, its `sub` otherwise. */
function isReadable(token: string): boolean {
  const parts = token.split('.');
  if (parts.length !== 3) return false;
  const claims = toJsonOrNone(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8'));
  return isObject(claims) && typeof claims.sub === 'string';
}
