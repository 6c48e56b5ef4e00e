import { z } from "zod";

export const authProtocols = ["sha", "sha224", "sha256", "sha384", "sha512", "md5"] as const;
/** `aes256b` and `aes256r` are AES-256 with the key made longer as Blumenthal or Reeder say: Cisco's switches take the latter. */
export const privProtocols = ["aes", "aes256b", "aes256r", "des"] as const;

/** RFC 3414: at least eight characters; what is longer than an agent takes is refused by it. */
const Passphrase = z.string().min(8).max(255);
const Name = z
  .string()
  .min(1)
  .max(32)
  .regex(/^[\x21-\x7e]+$/);

/** What opens an SNMP agent: a community of version 2c, or a user of version 3 that signs and encrypts (authPriv). Secret. */
export const SnmpCredential = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("v2c"),
    community: z
      .string()
      .min(1)
      .max(255)
      .regex(/^[\x20-\x7e]+$/),
  }),
  z.strictObject({
    kind: z.literal("v3"),
    user: Name,
    auth: z.enum(authProtocols),
    authKey: Passphrase,
    priv: z.enum(privProtocols),
    privKey: Passphrase,
  }),
]);
export type SnmpCredential = z.output<typeof SnmpCredential>;
export const credentialKinds = ["v2c", "v3"] as const;
export type CredentialKind = (typeof credentialKinds)[number];
