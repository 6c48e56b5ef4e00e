import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { DomainError } from "../../domain/errors.ts";
import { runningServer } from "../../process/running-server.ts";
import { demoMarker } from "../../process/safety.ts";
import type { LoadedSettings } from "../../process/settings.ts";
import type { App } from "../app.ts";
import { addCommand } from "../command.ts";
import { checkCertificates } from "../doctor/check-certificates.ts";
import { checkImages } from "../doctor/check-images.ts";
import { checkLdap } from "../doctor/check-ldap.ts";
import { checkMail } from "../doctor/check-mail.ts";
import { checkPorts } from "../doctor/check-ports.ts";
import { checkSettings } from "../doctor/check-settings.ts";
import { checkStore } from "../doctor/check-store.ts";
import { checkTemplates } from "../doctor/check-templates.ts";
import { type Finding, finding, findingSentences } from "../doctor/findings.ts";
import { errorText } from "../errors.ts";
import { exitCodes } from "../exit-codes.ts";
import { fill } from "../sentence.ts";

export function register(program: Command, app: App): void {
  addCommand(program, {
    usage: "doctor",
    summary:
      "Checks settings, ports, clock, database, key file, mail, certificates, templates and disk. Not 0 when something fails.",
    examples: ["doctor", "doctor --json"],
    options: {},
    run: async () => {
      const found = await examine(app);
      if (found.some((one) => one.status === "fail")) app.exitCode = exitCodes.failed;
      const told = found.map((one) => ({ ...one, message: fill(findingSentences[one.code], app.language, one.detail) }));
      app.print(told, () =>
        told.map((one) => `${one.status.toUpperCase().padEnd(4)}  ${one.check.padEnd(13)} ${one.message}\n`).join(""),
      );
    },
  });
}

async function examine(app: App): Promise<Finding[]> {
  const templates = checkTemplates(app.language);
  const loaded = readSettings(app);
  if (!("settings" in loaded)) return [loaded, ...templates];
  const { settings } = loaded;
  const running = runningServer(settings.data);
  const server =
    running === null ? finding("server", "ok", "server_stopped") : finding("server", "ok", "server_running", { pid: running });
  const ports = await checkPorts(settings, running !== null);
  const certificates = checkCertificates(settings, app.io.now());
  const store = await checkStore(app, settings);
  const images = await checkImages(settings);
  const mail = await checkMail(app, settings);
  const ldap = await checkLdap(app, settings);
  return [
    ...checkSettings(loaded, isDemo(settings.data), app.language),
    server,
    ...ports,
    ...ldap,
    ...store,
    ...images,
    ...mail,
    ...certificates,
    ...templates,
  ];
}

/** A folder with the demo in it is examined as the demo runs. */
function readSettings(app: App): LoadedSettings | Finding {
  try {
    const loaded = app.settings();
    return isDemo(loaded.settings.data) ? app.settings("demo") : loaded;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return finding("settings", "fail", "error", { text: errorText(error, app.language) });
  }
}

function isDemo(folder: string): boolean {
  return existsSync(join(folder, demoMarker));
}
