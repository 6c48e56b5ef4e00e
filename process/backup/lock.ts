import { Decrypter, Encrypter, generateHybridIdentity, generateX25519Identity, identityToRecipient } from "age-encryption";
import { DomainError } from "../../domain/errors.ts";

/** How a backup is locked: for whoever holds the identities of these recipients, or for whoever knows the passphrase. */
export type Lock = { readonly recipients: readonly string[] } | { readonly passphrase: string };
/** What opens it. */
export type Opener = { readonly identities: readonly string[] } | { readonly passphrase: string };

/** Characters of a passphrase at least: it can be tried without end by whoever has the file. */
export const leastPassphrase = 12;

/**
 * Locks a stream. What comes out can also be opened by this process alone, to look at what it has written: by a key that is made here
 * and forgotten (of recipients we know only what locks), or by the passphrase itself.
 *
 * @throws DomainError `backup_recipient_invalid` (detail: `recipient`), `backup_passphrase_short` (detail: `least`)
 */
export async function lock(
  plain: ReadableStream<Uint8Array>,
  by: Lock,
): Promise<{ readonly locked: ReadableStream<Uint8Array>; readonly opener: Opener }> {
  const encrypter = new Encrypter();
  if ("passphrase" in by) {
    if ([...by.passphrase].length < leastPassphrase) throw new DomainError("backup_passphrase_short", { least: leastPassphrase });
    encrypter.setPassphrase(by.passphrase);
    return { locked: await encrypter.encrypt(plain), opener: by };
  }
  for (const recipient of by.recipients) {
    try {
      encrypter.addRecipient(recipient);
    } catch {
      throw new DomainError("backup_recipient_invalid", { recipient });
    }
  }
  // A key of the older kind would undo what those of the newer kind (for machines that break the older) are there for.
  const own = by.recipients.every((one) => one.startsWith("age1pq1"))
    ? await generateHybridIdentity()
    : await generateX25519Identity();
  encrypter.addRecipient(await identityToRecipient(own));
  return { locked: await encrypter.encrypt(plain), opener: { identities: [own] } };
}

/** @throws DomainError `backup_locked`: this does not open it; `backup_unreadable`: it is no age file */
export async function unlock(locked: ReadableStream<Uint8Array>, by: Opener): Promise<ReadableStream<Uint8Array>> {
  const decrypter = new Decrypter();
  if ("passphrase" in by) decrypter.addPassphrase(by.passphrase);
  else for (const identity of by.identities) decrypter.addIdentity(identity);
  try {
    return await decrypter.decrypt(locked);
  } catch (error) {
    const wrong = error instanceof Error && /no identity matched|work factor/.test(error.message);
    throw new DomainError(wrong ? "backup_locked" : "backup_unreadable");
  }
}

/** A new pair: the identity opens and is kept apart from the server, the recipient locks and may be known. */
export async function newIdentity(): Promise<{ readonly identity: string; readonly recipient: string }> {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

/** The identities in an age identity file: one a line, `#` begins a comment. @throws DomainError `backup_identity_invalid` */
export function readIdentities(text: string): readonly string[] {
  const found = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  const good = found.every((one) => /^AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]+$/.test(one));
  if (found.length === 0 || !good) throw new DomainError("backup_identity_invalid");
  try {
    for (const one of found) new Decrypter().addIdentity(one);
  } catch {
    throw new DomainError("backup_identity_invalid");
  }
  return found;
}
