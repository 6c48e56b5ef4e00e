import type { Command } from "commander";
import { openInstallation } from "../../db/installation.ts";
import { rotateSecrets } from "../../db/rotate-secrets.ts";
import { createKeyring } from "../../db/secrets.ts";
import { DomainError } from "../../domain/errors.ts";
import { newKey, readKeyFile, writeKeyFile } from "../../process/key-file.ts";
import { runningServer } from "../../process/running-server.ts";
import type { App } from "../app.ts";
import { addCommand, addGroup, flag } from "../command.ts";

export function register(program: Command, app: App): void {
  const group = addGroup(
    program,
    "secrets",
    "Secrets at rest: the key that seals them lies in the key file, outside the database.",
    ["secrets rotate"],
  );
  addCommand(group, {
    usage: "rotate",
    summary:
      "Makes a new key and seals every secret with it. Stop the server first; a run that was broken off is taken up again.",
    examples: ["secrets rotate"],
    options: { force: flag("--force", "although a server seems to run on this data folder") },
    run: async (_, { force }) => {
      const { settings } = app.settings();
      const running = runningServer(settings.data);
      if (running !== null && !force)
        throw new DomainError("input_invalid", { field: "secrets rotate", reason: `stop the server first (process ${running})` });
      const { db } = await app.store();
      const before = readKeyFile(settings.keyFile);
      const keys = before.length > 1 ? before : [newKey(), ...before];
      writeKeyFile(settings.keyFile, keys);
      const keyring = await openInstallation(db, createKeyring(keys), app.io.now());
      const { resealed } = await rotateSecrets(db, keyring, {}, app.actor, app.io.now());
      writeKeyFile(settings.keyFile, keys.slice(0, 1));
      app.print(
        { resealed },
        () => `${resealed} secret(s) are sealed with the new key. Copy ${settings.keyFile} to where you keep it safe.\n`,
      );
    },
  });
}
