import { generatePassword, generateToken, type Keyring, seal, tokenHash } from "./secrets.ts";

/** What phone secrets are sealed with. */
export function phoneContext(
  column: "token_sealed" | "digest_secret_sealed" | "previous_digest_sealed" | "admin_password_sealed" | "user_password_sealed",
  id: string,
) {
  return `phone/${column}/${id}`;
}

/** Token, digest credentials and passwords of a new phone: generated, its own, sealed. */
export function newCredentials(keyring: Keyring, id: string, mac: string) {
  return {
    ...newToken(keyring, id),
    // The id's end tells apart a phone that was retired and added again.
    digest_user: `${mac}-${id.slice(-6)}`,
    digest_secret_sealed: seal(keyring, generatePassword(24), phoneContext("digest_secret_sealed", id)),
    admin_password_sealed: seal(keyring, generatePassword(), phoneContext("admin_password_sealed", id)),
    user_password_sealed: seal(keyring, generatePassword(), phoneContext("user_password_sealed", id)),
  };
}

/** The columns of a fresh token. */
export function newToken(keyring: Keyring, id: string): { token_hash: string; token_sealed: string } {
  const token = generateToken();
  return { token_hash: tokenHash(token), token_sealed: seal(keyring, token, phoneContext("token_sealed", id)) };
}
