import { listPhoneAccounts, readPhonePasswords } from "../../db/phones.ts";
import { readSipSecret } from "../../db/sip-accounts.ts";
import type { Actor } from "../../db/types.ts";
import { wallClock } from "../../domain/local-time.ts";
import type { ListenerState } from "../../portal/health.ts";
import type { Settings } from "../../process/settings.ts";
import type { Store } from "../../process/store.ts";
import { printable, table } from "../output.ts";
import { everyPhone } from "../resolve.ts";
import type { BootedPhone } from "./boot-phones.ts";
import { firm, people, provider, zone } from "./firm.ts";

/** `Yealink T54W  Receptionen  sv  37 keys  Åsa Björkegren, Växeln …  because …`, aligned with the lines before. */
export function phoneLine({ model, label, report, trust }: BootedPhone): string {
  const { state } = report;
  const name = state.accounts[0]?.displayName ?? "–";
  const used = state.keys.filter((key) => key.kind !== "blank");
  const shows =
    state.accounts.length === 0 ? "nothing: not programmed" : `${name}, ${used.length} keys, ${state.language ?? "?"}`;
  const cells = [pad(model.name, 16), pad(label || "(nobody's)", 22), pad(printable(shows), 42), trust];
  const problems = label === "" ? "" : state.problems.map((problem) => `    ! ${printable(problem)}\n`).join("");
  return `  ${cells.join("  ")}\n${problems}`;
}

/** `  14:03  Snom D785  Projektledning  has fetched …`: a phone that asked later on. */
export function fetchedLine({ model, label, report }: BootedPhone, now: Date): string {
  const bytes = report.requests.reduce((sum, { bytes }) => sum + bytes, 0);
  const what = bytes === 0 ? "has started again, nothing is new" : `has fetched ${bytes} bytes`;
  return `  ${wallClock(now, zone).time}  ${pad(model.name, 16)}  ${pad(label || "(nobody's)", 22)}  ${what}\n`;
}

/** Who can be signed in as, each with what the person may do. */
export function signInText(password: string): string {
  const chief = people.find((one) => one.more.administrator);
  const [user] = people.filter((one) => !one.more.administrator);
  const rows = [
    [chief?.more.username ?? "", `${chief?.first} ${chief?.last}`, "administrator of the firm"],
    [`08-465 004 ${user?.extension.slice(1)}`, `${user?.first} ${user?.last}`, "user; anybody's fixed number does"],
    [provider.staff.username, `${provider.staff.first} ${provider.staff.last}`, "operator: every organisation"],
  ];
  return `${table(["sign in as", "name", "is"], rows)}\nTheir password: ${password}\n`;
}

/** A demo that was made before tells no password: it says what sets a new one. @param data as `KLYKA_DATA` says; null: it says nothing */
export function wayInText(data: string | null): string {
  const chief = people.find((one) => one.more.administrator);
  const [user] = people.filter((one) => !one.more.administrator);
  const before = data === null ? "" : `KLYKA_DATA=${data} `;
  const set = (who: string, organisation: string) => `${before}bin/klyka password set ${who} --organisation ${organisation}`;
  const rows = [
    [`${chief?.first} ${chief?.last}`, "administrator of the firm", set(chief?.extension ?? "", firm.name)],
    [`${user?.first} ${user?.last}`, "user; anybody's extension does", set(user?.extension ?? "", firm.name)],
    [`${provider.staff.first} ${provider.staff.last}`, "operator", set(`"${provider.staff.number}"`, provider.name)],
  ];
  const why = "Made before: its passwords hold, and are not shown again. This sets a new one, in another terminal:";
  return `${why}\n\n${table(["name", "is", "new password"], rows)}`;
}

function pad(text: string, to: number): string {
  return text + " ".repeat(Math.max(0, to - [...text].length));
}

/** Passwords as they were generated, for the one time that they are shown. */
export async function passwordsText({ db, keyring }: Store, organisationId: string, actor: Actor, now: Date): Promise<string> {
  const rows: string[][] = [];
  for (const phone of await everyPhone(db, organisationId)) {
    const passwords = await readPhonePasswords(db, keyring, { organisationId, id: phone.id }, actor, now);
    const [account] = await listPhoneAccounts(db, { organisationId, id: phone.id });
    const secret = account ? await readSipSecret(db, keyring, { organisationId, id: account.sipAccountId }, actor, now) : "";
    rows.push([phone.label, phone.mac, passwords.admin, account?.sipUser ?? "", secret]);
  }
  return table(["phone", "mac", "administrator password", "sip user", "sip secret"], rows);
}

/** Where everything is, one line each. */
export function addressLines(listeners: readonly ListenerState[], settings: Settings, publicUrl: string): string {
  const rows: [string, string][] = [["Phones", `${publicUrl}/`]];
  const port = (name: string) => listeners.find((one) => one.name === name)?.port ?? null;
  const tftp = port("tftp");
  if (tftp !== null) rows.push(["Phones, TFTP", `tftp://${settings.host}:${tftp}/`]);
  const portal = port("portal");
  if (portal !== null) rows.unshift(["Web app", `http://${webHost(settings.host)}:${portal}/`]);
  if (portal !== null) rows.push(["Health", `http://${settings.host}:${portal}/api/health`]);
  rows.push(["Data", settings.data]);
  return rows.map(([name, value]) => `  ${pad(name, 14)}${value}\n`).join("");
}

/** What a browser on this machine asks for. */
function webHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}

/** One command a make that draws its phone; each holds that phone's own address. */
export function drawCommands(booted: readonly BootedPhone[]): string {
  const first = new Map<string, BootedPhone>();
  for (const phone of booted)
    if (phone.report.state.accounts.length > 0 && !first.has(phone.model.vendor)) first.set(phone.model.vendor, phone);
  if (first.size === 0) return "";
  const lines = [...first.values()].map((phone) => `  ${drawCommand(phone)}\n`);
  return `See a phone with its keys, in another terminal:\n\n${lines.join("")}${pressCommand([...first.values()])}`;
}

function drawCommand({ model, mac, report }: BootedPhone): string {
  const modules = model.modules.length > 0 && report.state.keys.some((key) => key.module > 0) ? " --modules 1" : "";
  return `npm run phone -- --model "${model.name}" --mac ${mac}${modules} --server ${report.server}`;
}

/** How to press a key that asks the server: on the last of the phones above, because the log-in of the first is fixed. */
function pressCommand(drawn: readonly BootedPhone[]): string {
  const asking = ({ report }: BootedPhone) => report.state.keys.filter(({ value }) => value?.startsWith(`${report.server}key/`));
  const phone = drawn.findLast((one) => asking(one).length > 0);
  const [key] = phone ? asking(phone) : [];
  if (!phone || !key) return "";
  const keys = asking(phone).map(({ module, index, label }) => `${module}/${index} ${label}`);
  const command = `${drawCommand(phone)} --press ${key.module}/${key.index}`;
  return `\nPress a key of ${phone.label} that asks the server (${keys.join(", ")}), and see it in the web app at once:\n\n  ${command}\n`;
}
