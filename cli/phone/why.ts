import type { Command } from "commander";
import { loadOpenWindows } from "../../db/first-contact.ts";
import { loadTrustedNetworks } from "../../db/networks.ts";
import { loadOrganisationTokens } from "../../db/organisation-tokens.ts";
import { loadPhoneIndex } from "../../db/phone-index.ts";
import { findPhone } from "../../db/phones.ts";
import { tokenHash } from "../../db/secrets.ts";
import { loadStandingFacts } from "../../db/standings.ts";
import type { Db } from "../../db/types.ts";
import { reasonSentence } from "../../domain/admission-reasons.ts";
import { DomainError } from "../../domain/errors.ts";
import { standingAt, standingOf } from "../../domain/standing.ts";
import { standingWords } from "../../domain/standing-words.ts";
import { type Access, type Admission, admit, type Facts } from "../../provisioning/admit.ts";
import { splitAskPath } from "../../provisioning/ask-path.ts";
import { certificateReader } from "../../provisioning/certificate.ts";
import { NetworkTable, parseNetwork, plainAddress } from "../../provisioning/networks.ts";
import { recogniseRequest } from "../../templates/index.ts";
import type { App } from "../app.ts";
import { addCommand, text } from "../command.ts";
import { facts as factLines, table } from "../output.ts";
import { parseMac } from "../parse.ts";

type KnownPhone = Awaited<ReturnType<typeof loadPhoneIndex>>[number];
type Known = {
  readonly mac: string;
  readonly phone: KnownPhone | null;
  readonly windowOpen: boolean;
  readonly networks: Awaited<ReturnType<typeof loadTrustedNetworks>>;
  /** Null: nobody's, or retired. */
  readonly standing: ReturnType<typeof standingAt> | null;
};

/** How a request of a phone would be admitted, and why. */
export function registerWhy(group: Command, app: App): void {
  addCommand(group, {
    usage: "why <mac>",
    summary:
      "Says whether a phone has what it should, and how it would be admitted and why: every way it could ask, or one request with --path and --address.",
    examples: [
      "phone why 80:5e:c0:12:34:56",
      "phone why 80:5e:c0:12:34:56 --path /805ec0123456.cfg --address 10.20.0.17",
      'phone why 80:5e:c0:12:34:56 --path / --certificate-subject "CN=805ec0123456"',
    ],
    options: {
      path: text("--path <path>", "path as the phone asks, with a token's prefix if any"),
      address: text("--address <address>", "where it asks from"),
      userAgent: text("--user-agent <text>", "User-Agent header"),
      certificateSubject: text("--certificate-subject <subject>", "subject of its verified certificate"),
    },
    run: async ({ mac: written }, options) => {
      const { db } = await app.store();
      const known = await gather(db, parseMac(written), app.io.now());
      const asked = Object.values(options).some((one) => one !== undefined);
      if (!asked) return printWays(app, known);
      const decision = admit(await factsOf(app, db, known, options));
      const { grant, reason, rung, organisationId } = decision;
      app.print({ grant, reason, rung, organisationId, why: sentence(app, decision) }, () =>
        factLines([
          ["gets", grant],
          ["because", sentence(app, decision)],
          ["reason", reason],
          ["rung", rung],
        ]),
      );
    },
  });
}

async function gather(db: Db, mac: string, now: Date): Promise<Known> {
  const found = await findPhone(db, { organisationId: null, mac });
  const [phone] = found ? await loadPhoneIndex(db, [found.id]) : [];
  const windows = await loadOpenWindows(db, now);
  const known = found ? (await loadStandingFacts(db, [found.id])).get(found.id) : undefined;
  return {
    mac,
    phone: phone ?? null,
    windowOpen: windows.some((one) => one.mac === mac),
    networks: await loadTrustedNetworks(db),
    standing: known ? standingAt(standingOf(known.facts), now) : null,
  };
}

const plain: Access<KnownPhone> = { kind: "plain" };

function factsWith(known: Known, more: Partial<Facts<KnownPhone>>): Facts<KnownPhone> {
  const { mac, phone } = known;
  return {
    mac,
    macConflict: false,
    phone,
    access: plain,
    certificate: null,
    networkOrganisationId: null,
    networkSiteId: null,
    windowOpen: false,
    ...more,
  };
}

/** Each way to ask, as if it proved what it can prove. */
function ways(known: Known): [string, Facts<KnownPhone>][] {
  const { phone, mac } = known;
  const organisationId = phone?.organisationId ?? null;
  const own = known.networks
    .filter((one) => one.organisationId === organisationId && (one.siteId === null || one.siteId === phone?.siteId))
    .map((one) => one.cidr);
  const list: [string, Facts<KnownPhone>][] = [["plain path, from anywhere", factsWith(known, { windowOpen: known.windowOpen })]];
  if (phone === null) return list;
  list.push(["its own token path /p/…/", factsWith(known, { access: { kind: "token", phone, previous: false } })]);
  list.push(["its organisation's token path /o/…/", factsWith(known, { access: { kind: "organisation", organisationId } })]);
  list.push(["its factory certificate over HTTPS", factsWith(known, { certificate: { mac, phone } })]);
  list.push(["its digest credentials under /d/", factsWith(known, { access: { kind: "digest", result: "valid", phone } })]);
  if (own.length > 0)
    list.push([`a trusted network: ${own.join(", ")}`, factsWith(known, { networkOrganisationId: organisationId })]);
  return list;
}

function printWays(app: App, known: Known): void {
  const decided = ways(known).map(([way, one]) => {
    const decision = admit(one);
    return { way, grant: decision.grant, reason: decision.reason, why: sentence(app, decision) };
  });
  const { phone, mac, windowOpen, standing } = known;
  const state = phone?.state ?? "unknown";
  app.print({ mac, state, windowOpen, standing, ways: decided }, () => {
    const head = factLines([
      ["mac", mac],
      ["state", state],
      ["first-contact window", windowOpen ? "open" : "closed"],
      ...(standing ? standingLines(app, standing) : []),
    ]);
    const rows = decided.map((one) => [one.way, one.grant, one.why]);
    return `${head}\n${table(["asks by", "gets", "because"], rows)}`;
  });
}

/** Whether it has what it should, why not, and what to do. */
function standingLines(app: App, { reason, since, about }: NonNullable<Known["standing"]>): [string, string][] {
  const { name, why } = standingWords[reason];
  return [
    ["standing", `${reason}: ${name[app.language]}${since === null ? "" : ` (${since})`}`],
    ...(about.length > 0 ? [["about", about.join(", ")] as [string, string]] : []),
    ["because", why[app.language]],
  ];
}

type Asked = {
  readonly path: string | undefined;
  readonly address: string | undefined;
  readonly userAgent: string | undefined;
  readonly certificateSubject: string | undefined;
};

async function factsOf(app: App, db: Db, known: Known, asked: Asked): Promise<Facts<KnownPhone>> {
  const target = splitAskPath(asked.path ?? `/${known.mac}.cfg`);
  const recognised = recogniseRequest({
    method: "GET",
    path: target.rest,
    userAgent: asked.userAgent ?? null,
    certificateSubject: asked.certificateSubject ?? null,
  });
  const mac = asked.certificateSubject ? certificateReader(app.settings().settings.phonesCn)(asked.certificateSubject) : null;
  const network = asked.address === undefined ? null : networkOf(known, asked.address);
  return factsWith(known, {
    mac: recognised.mac,
    macConflict: recognised.macConflict,
    phone: recognised.mac === known.mac ? known.phone : null,
    access: await accessOf(db, target, known.phone),
    certificate: mac === null ? null : { mac, phone: mac === known.mac ? known.phone : null },
    networkOrganisationId: network?.organisationId ?? null,
    networkSiteId: network?.siteId ?? null,
    windowOpen: known.windowOpen,
  });
}

async function accessOf(db: Db, target: ReturnType<typeof splitAskPath>, phone: KnownPhone | null): Promise<Access<KnownPhone>> {
  if (target.access === "plain") return plain;
  if (target.access === "digest") return { kind: "digest", result: "missing", phone: null };
  const hash = tokenHash(target.token ?? "");
  if (target.access === "organisation") {
    const owner = (await loadOrganisationTokens(db)).find((one) => one.tokenHash === hash);
    return { kind: "organisation", organisationId: owner?.organisationId ?? null };
  }
  const previous = phone?.previousTokenHash === hash;
  return { kind: "token", phone: previous || phone?.tokenHash === hash ? phone : null, previous };
}

/** @throws DomainError `input_invalid` when it is no address */
function networkOf(known: Known, written: string): Known["networks"][number] | null {
  const address = plainAddress(written);
  if (address === null)
    throw new DomainError("input_invalid", { field: "--address", reason: "must be an IP address", value: written });
  const networks = known.networks.flatMap((value) => {
    const network = parseNetwork(value.cidr);
    return network ? [{ network, value }] : [];
  });
  return new NetworkTable(networks).find(address);
}

function sentence(app: App, decision: Admission<KnownPhone>): string {
  return reasonSentence(decision.reason, app.language);
}
