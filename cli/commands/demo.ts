import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { findOrganisation } from "../../db/organisations.ts";
import { DomainError } from "../../domain/errors.ts";
import { createLog } from "../../process/log.ts";
import { announceServer, retractServer } from "../../process/running-server.ts";
import { demoMarker } from "../../process/safety.ts";
import type { Settings } from "../../process/settings.ts";
import { openStore, type Store } from "../../process/store.ts";
import { untilSignal } from "../../process/until-signal.ts";
import { version } from "../../process/version.ts";
import { type RunningServer, startServer } from "../../server.ts";
import type { App } from "../app.ts";
import { addCommand, flag } from "../command.ts";
import { changeAfterwards } from "../demo/afterwards.ts";
import { type Boot, type BootedPhone, bootDemoPhones, type Device } from "../demo/boot-phones.ts";
import { startDemoExchange } from "../demo/demo-exchange.ts";
import { firm } from "../demo/firm.ts";
import { keepAlive } from "../demo/live-phones.ts";
import { openPhoneMemory } from "../demo/phone-memory.ts";
import { addressLines, drawCommands, fetchedLine, passwordsText, phoneLine, signInText, wayInText } from "../demo/screen.ts";
import { seedDemo } from "../demo/seed.ts";
import { seedFirmware } from "../demo/seed-firmware.ts";
import { seedFleet } from "../demo/seed-fleet.ts";
import { timesFrom } from "../demo/seed-times.ts";

export function register(program: Command, app: App): void {
  addCommand(program, {
    usage: "demo",
    summary:
      "Makes a demo firm once, serves it on this machine with the web app, and boots virtual phones of each make against it. They stay and fetch what is changed. Ctrl-C stops.",
    examples: ["demo", "KLYKA_DATA=/tmp/klyka-demo klyka demo"],
    options: { once: flag("--once", "stop when the phones have booted") },
    run: async (_, { once }) => {
      const { settings } = app.settings("demo");
      const publicUrl = demoUrl(settings);
      const store = await openStore(settings, app.io.now());
      app.atEnd(() => store.db.destroy());
      const made = await prepare(app, store, settings.data, publicUrl);
      const log = createLog(settings.logLevel, process.stderr);
      const server = await startServer({ settings, store, publicUrl, log });
      announceServer(settings.data);
      const aborted = new AbortController();
      const stop = untilSignal().then(() => aborted.abort());
      const shown = show(app, store, server, { ...made, publicUrl, signal: aborted.signal, once });
      try {
        await Promise.race([shown, stop]);
      } finally {
        if (!app.json) app.io.stdout.write("\nStopping …\n");
        aborted.abort();
        await server.stop();
        await shown.catch(() => undefined);
        retractServer(settings.data);
      }
    },
  });
}

/** On loopback alone unless KLYKA_HOST says otherwise; phones are sent to what KLYKA_PUBLIC_URL says. */
function demoUrl(settings: Settings): string {
  if (settings.publicUrl !== null) return settings.publicUrl;
  const host = settings.host === "0.0.0.0" || settings.host === "::" ? "localhost" : settings.host;
  return `http://${host.includes(":") ? `[${host}]` : host}:${settings.phonesPort}`;
}

/** @returns `password`: everybody's, where the firm has just been made */
async function prepare(
  app: App,
  store: Store,
  folder: string,
  publicUrl: string,
): Promise<{ organisationId: string; password: string | null }> {
  const known = await findOrganisation(store.db, { name: firm.name });
  const marker = join(folder, demoMarker);
  if (!existsSync(marker) && known !== null) throw new DomainError("organisation_name_taken", { name: firm.title });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(marker, `${JSON.stringify({ publicUrl })}\n`, { mode: 0o600 });
  if (known) return { organisationId: known.id, password: null };
  const seeded = await seedDemo(store, app.actor, app.io.now());
  await seedFirmware(store.db, folder, app.io.now());
  openPhoneMemory(folder).keepOrganisationToken(seeded.organisationToken);
  return seeded;
}

type Shown = {
  readonly organisationId: string;
  readonly password: string | null;
  readonly publicUrl: string;
  readonly signal: AbortSignal;
  readonly once: boolean;
};

/** Says what is there, boots the phones, and keeps them alive until the signal. */
async function show(app: App, store: Store, server: RunningServer, shown: Shown): Promise<void> {
  const { organisationId, password, publicUrl, signal, once } = shown;
  const { io, actor } = app;
  const say = (text: string) => {
    if (!app.json) io.stdout.write(text);
  };
  const { settings } = app.settings("demo");
  say(`\nKlyka ${version}, demo: ${firm.title}\n\n${addressLines(server.listeners, settings, publicUrl)}\n`);
  // In the change log it stands where the firm was made, not on top.
  const readAt = password === null ? io.now() : timesFrom(io.now()).before(40, "16:00");
  if (password !== null) {
    const phones = await passwordsText(store, organisationId, actor, readAt);
    say(`Made for this demo, shown this once.\n\n${signInText(password)}\n${phones}\n`);
  } else say(`${wayInText(app.io.env.KLYKA_DATA ?? null)}\n`);
  say("Virtual phones boot:\n\n");
  const memory = openPhoneMemory(settings.data);
  const addresses = { http: publicUrl, tftp: tftpAddress(settings) };
  const boot: Boot = { store, server, addresses, memory, actor, language: app.language, now: io.now, readAt, signal };
  const booted: BootedPhone[] = [];
  const devices: Device[] = await bootDemoPhones(boot, (phone) => {
    booted.push(phone);
    say(phoneLine(phone));
  });
  if (signal.aborted) return;
  if (password !== null) {
    await changeAfterwards(store.db, organisationId, io.now());
    await seedFleet(store.db, store.keyring, organisationId, io.now());
  }
  if (app.json) io.stdout.write(`${JSON.stringify({ publicUrl, listeners: server.listeners, phones: booted.map(phoneJson) })}\n`);
  say(`\n${drawCommands(booted)}\nThe phones stay and fetch what is changed. Ctrl-C stops.\n\n`);
  if (once) return;
  const fetched = (phone: BootedPhone) => say(fetchedLine(phone, io.now()));
  if (settings.phonesPort !== "off") await startDemoExchange(boot, settings.phonesPort, devices, fetched);
  await keepAlive(boot, devices, fetched);
}

function tftpAddress(settings: Settings): string | null {
  if (settings.tftpPort === "off") return null;
  const host = settings.host === "0.0.0.0" ? "127.0.0.1" : settings.host;
  return `tftp://${host.includes(":") ? `[${host}]` : host}:${settings.tftpPort}`;
}

/** No password and no address with a token. */
function phoneJson({ model, mac, label, report, trust }: BootedPhone) {
  const { state } = report;
  const name = state.accounts[0]?.displayName ?? null;
  return {
    model: model.name,
    mac,
    label,
    name,
    keys: state.keys.length,
    language: state.language,
    problems: state.problems,
    trust,
  };
}
