export const authProtocols = ["sha", "sha224", "sha256", "sha384", "sha512", "md5"] as const;
/** `aes256b` and `aes256r` are AES-256 with the key made longer as Blumenthal or Reeder say: Cisco's switches take the latter. */
export const privProtocols = ["aes", "aes256b", "aes256r", "des"] as const;
export const credentialKinds = ["v2c", "v3"] as const;
export type CredentialKind = (typeof credentialKinds)[number];
/** Characters of a passphrase of version 3, at least (RFC 3414, section 11.2). */
export const passphraseLeast = 8;
