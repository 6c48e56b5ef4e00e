import { existsSync, readFileSync } from "node:fs";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import { DomainError } from "../../domain/errors.ts";
import { newIdentity } from "../../process/backup/lock.ts";
import type { Contents } from "../../process/backup/read.ts";
import { restoreBackup, verifyBackup } from "../../process/backup/restore.ts";
import { writeBackup } from "../../process/backup/write.ts";
import { databaseOptions, reachDatabase } from "../../process/store.ts";
import type { App } from "../app.ts";
import { imageKeeper, imagesOf } from "../backup/images.ts";
import { lockOf, openerOf } from "../backup/locks.ts";
import { progressOf } from "../backup/progress.ts";
import { addCommand, flag, many, text } from "../command.ts";
import { facts } from "../output.ts";
import { parseWhole } from "../parse.ts";

const passphraseFile = text("--passphrase-file <file>", "the passphrase is this file's first line");

export function register(program: Command, app: App): void {
  addCommand(program, {
    usage: "backup [file]",
    summary:
      "Copies everything into one encrypted file (age) while the server runs: the database and firmware images, the key file when asked. Reads it back before it gets its name.",
    examples: [
      "backup klyka.age --recipient age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p",
      "backup klyka.age --with-key --passphrase-file /root/passphrase",
      "backup --into /var/backups/klyka --keep 14",
    ],
    options: {
      recipient: many("--recipient <age1…>", "locked for whoever has this recipient's identity; may be repeated"),
      passphraseFile,
      into: text("--into <folder>", "a file of its own there, named after the time"),
      keep: text("--keep <number>", "with --into: so many are kept, the oldest go"),
      withKey: flag("--with-key", "the key file too: whoever opens the backup then has every secret"),
      withoutFirmware: flag("--without-firmware", "leave firmware images out"),
    },
    run: async ({ file }, options) => {
      const path = file ?? (options.into === undefined ? undefined : await pathIn(options.into, app.io.now()));
      if (path === undefined || (file !== undefined && options.into !== undefined)) {
        throw new DomainError("input_invalid", { field: "backup", reason: "say a file, or --into a folder" });
      }
      const keep = options.keep === undefined ? null : parseWhole(options.keep, "--keep", 1, 10_000);
      const { settings } = app.settings();
      const lock = await lockOf(app, { recipients: options.recipient, passphraseFile: options.passphraseFile });
      const db = await reachDatabase(settings);
      app.atEnd(() => db.destroy());
      const { tell: progress, end } = progressOf(app);
      const image = imagesOf(settings);
      const contents = await writeBackup(
        path,
        {
          ...{ db, lock, progress },
          ...(options.withoutFirmware ? {} : { image }),
          ...(options.withKey ? { key: readFileSync(settings.keyFile) } : {}),
        },
        app.io.now(),
      ).finally(end);
      if (keep !== null && options.into !== undefined) await dropOld(options.into, keep);
      say(app, path, contents);
    },
  });
  addCommand(program, {
    usage: "restore <file>",
    summary:
      "Puts a backup back into an empty data folder (and, with DATABASE_URL, an empty database). Reads all of it first, then all or nothing.",
    examples: [
      "restore klyka.age --identity backup-identity.txt",
      "restore klyka.age --identity backup-identity.txt --key /media/safe/secret.key",
      "restore klyka.age --check --passphrase-file /root/passphrase",
    ],
    options: {
      identity: text("--identity <file>", "the identity that opens it, as `klyka backup-key` or `age-keygen` wrote it"),
      passphraseFile,
      key: text("--key <file>", "the key file that was kept apart, for a backup without it"),
      check: flag("--check", "read it to its end and say what is in it; touch nothing"),
    },
    run: async ({ file }, options) => {
      const opener = await openerOf(app, options);
      const { tell, end } = progressOf(app);
      if (options.check) {
        const contents = await verifyBackup(file, opener, (what, amount) => tell("verifying", what, amount)).finally(end);
        return say(app, file, contents);
      }
      const { settings } = app.settings();
      const kept = options.key ?? (existsSync(settings.keyFile) ? settings.keyFile : null);
      const restored = await restoreBackup(
        file,
        {
          ...{ opener, data: settings.data, database: databaseOptions(settings), keyFile: settings.keyFile },
          keepImage: imageKeeper(settings),
          keptKey: kept === null ? null : readKept(kept),
          ...{ actor: app.actor, progress: tell },
        },
        app.io.now(),
      ).finally(end);
      say(app, file, restored, restored.mended);
    },
  });
  addCommand(program, {
    usage: "backup-key <file>",
    summary:
      "Makes a pair of keys for backups: the identity into a file, to be kept away from the server, and the recipient to say.",
    examples: ["backup-key /media/safe/backup-identity.txt"],
    options: {},
    run: async ({ file }) => {
      const { identity, recipient } = await newIdentity();
      try {
        await writeFile(file, `# recipient: ${recipient}\n${identity}\n`, { mode: 0o600, flag: "wx" });
      } catch {
        throw new DomainError("input_invalid", { field: "file", reason: "cannot be written, or is there already", value: file });
      }
      app.print({ recipient, file }, () => `${recipient}\n`);
    },
  });
}

/** Names that sort by time: `klyka-2026-11-23T101500Z.age`. */
const ownName = /^klyka-\d{4}-\d\d-\d\dT\d{6}Z\.age$/;

async function pathIn(folder: string, now: Date): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const at = now
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replaceAll(":", "");
  return join(folder, `klyka-${at}.age`);
}

async function dropOld(folder: string, keep: number): Promise<void> {
  const own = (await readdir(folder)).filter((name) => ownName.test(name)).sort();
  for (const name of own.slice(0, Math.max(0, own.length - keep))) await rm(join(folder, name), { force: true });
}

function readKept(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch {
    throw new DomainError("input_invalid", { field: "--key", reason: "cannot be read", value: path });
  }
}

function say(app: App, path: string, { head, end, rows }: Contents, mended = 0): void {
  const told = {
    ...{ file: path, madeAt: head.madeAt, version: head.version, database: head.database, rows },
    ...{ tables: end.tables.length, images: end.images.length, missing: end.missing, key: head.holdsKey, mended },
    schema: head.migrations.at(-1) ?? "",
  };
  app.print(told, () =>
    facts([
      ["file", path],
      ["made", `${head.madeAt} by Klyka ${head.version} on ${head.database}, schema ${told.schema}`],
      ["rows", `${rows} in ${told.tables} tables, each compared`],
      ["images", head.holdsImages ? String(told.images) : "left out"],
      ...(end.missing.length > 0 ? [["missing images", end.missing.join(" ")] as const] : []),
      ["key file", head.holdsKey ? "in it" : "not in it: keep a copy apart"],
      ...(mended > 0 ? [["characters replaced", `${mended} texts held a character that PostgreSQL does not keep`] as const] : []),
    ]),
  );
}
