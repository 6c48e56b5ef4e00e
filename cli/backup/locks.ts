import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { DomainError } from "../../domain/errors.ts";
import { type Lock, type Opener, readIdentities } from "../../process/backup/lock.ts";
import type { App } from "../app.ts";

type LockOptions = { readonly recipients: readonly string[]; readonly passphraseFile: string | undefined };
type OpenOptions = { readonly identity: string | undefined; readonly passphraseFile: string | undefined };

/**
 * Who can open a backup: what the command line says, else the settings, else a passphrase that is typed at the terminal, twice.
 *
 * @throws DomainError `backup_lock_missing`
 */
export async function lockOf(app: App, { recipients, passphraseFile }: LockOptions): Promise<Lock> {
  if (recipients.length > 0) return { recipients };
  if (passphraseFile !== undefined) return { passphrase: await firstLine(passphraseFile, "--passphrase-file") };
  const { backupRecipients, backupPassphrase } = app.settings().settings;
  if (backupRecipients.length > 0) return { recipients: backupRecipients };
  if (backupPassphrase !== null) return { passphrase: backupPassphrase };
  if (!typed(app)) throw new DomainError("backup_lock_missing");
  const passphrase = await ask(app, "Passphrase that locks the backup: ");
  if ((await ask(app, "Once more: ")) !== passphrase) {
    throw new DomainError("input_invalid", { field: "passphrase", reason: "the two are not the same" });
  }
  return { passphrase };
}

/** What opens a backup. @throws DomainError `backup_opener_missing`, `backup_identity_invalid` */
export async function openerOf(app: App, { identity, passphraseFile }: OpenOptions): Promise<Opener> {
  if (identity !== undefined) return { identities: readIdentities(await textOf(identity, "--identity")) };
  if (passphraseFile !== undefined) return { passphrase: await firstLine(passphraseFile, "--passphrase-file") };
  const { backupPassphrase } = app.settings().settings;
  if (backupPassphrase !== null) return { passphrase: backupPassphrase };
  if (!typed(app)) throw new DomainError("backup_opener_missing");
  return { passphrase: await ask(app, "Passphrase that opens the backup: ") };
}

async function firstLine(path: string, field: string): Promise<string> {
  return (await textOf(path, field)).split(/\r?\n/)[0] ?? "";
}

async function textOf(path: string, field: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch {
    throw new DomainError("input_invalid", { field, reason: "cannot be read", value: path });
  }
}

function typed({ io: { stdin } }: App): boolean {
  return "isTTY" in stdin && stdin.isTTY === true;
}

/** Asks at the terminal; what is typed is not shown. */
async function ask({ io: { stdin, stderr } }: App, question: string): Promise<string> {
  stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: silent, terminal: true });
  try {
    return await new Promise((resolve) => {
      lines.once("line", resolve);
      lines.once("close", () => resolve(""));
    });
  } finally {
    lines.close();
    stderr.write("\n");
  }
}
