import { z } from "zod";
import { authProtocols, passphraseLeast, privProtocols } from "./snmp-protocols.ts";

/** What is longer than an agent takes is refused by it. */
const Passphrase = z.string().min(passphraseLeast).max(255);
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
