/** An API key reads `car_<8 characters>_<43 characters>`; the first two parts are its prefix, shown in lists. */
export const apiKeyPattern = /^car_[A-Za-z0-9_-]{8}_[A-Za-z0-9_-]{43}$/;

/** Puts together the secret and its prefix from random base64url texts of 8 and 43 characters. */
export function composeApiKey(
  publicPart: string,
  secretPart: string,
): { readonly prefix: string; readonly secret: string } {
  const prefix = `car_${publicPart}`;
  return { prefix, secret: `${prefix}_${secretPart}` };
}
