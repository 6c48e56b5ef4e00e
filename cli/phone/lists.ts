import type { Command } from "commander";
import { listFound } from "../../db/found-phones.ts";
import { listJournal } from "../../db/journal.ts";
import { listPhones, phoneStates } from "../../db/phones.ts";
import { listUploads, readUpload } from "../../db/uploads.ts";
import { reasonSentence } from "../../domain/admission-reasons.ts";
import { DomainError } from "../../domain/errors.ts";
import { reasonAt } from "../../domain/standing.ts";
import type { App } from "../app.ts";
import { addCommand, choice, text } from "../command.ts";
import { writeAll } from "../io.ts";
import { table } from "../output.ts";
import { parseMac, parseWhole } from "../parse.ts";
import { resolveLayout, resolveOrganisation, resolvePhone, resolveSite, resolveUser } from "../resolve.ts";

const limit = text("--limit <count>", "at most so many (default 100)");

/** Phones, those that nobody has, what they asked for and what they wrote. */
export function registerLists(group: Command, app: App): void {
  registerPhones(group, app);
  addCommand(group, {
    usage: "found",
    summary: "Lists phones that asked and belong to nobody, the last seen first.",
    examples: ["phone found", "phone found --json"],
    options: { organisation: text("--organisation <name>", "only those that point to it"), limit },
    run: async (_, options) => {
      const { db } = await app.store();
      const organisationId = options.organisation === undefined ? null : (await resolveOrganisation(db, options.organisation)).id;
      const found = await listFound(db, { organisationId, limit: parseWhole(options.limit ?? "100", "--limit", 1, 10_000) });
      app.print(found, () =>
        table(
          ["last seen", "mac", "make", "model", "firmware", "address", "user agent"],
          found.map((one) => [one.at, one.mac, one.vendor, one.model, one.firmware, one.address, one.userAgent]),
        ),
      );
    },
  });
  addCommand(group, {
    usage: "journal [mac]",
    summary: "Lists what phones asked for and got, newest first, with the reason.",
    examples: ["phone journal 80:5e:c0:12:34:56", "phone journal --since 2026-11-22T08:00:00Z --json"],
    options: { since: text("--since <time>", "ISO 8601, UTC"), limit },
    run: async ({ mac }, options) => {
      const { db } = await app.store();
      const most = parseWhole(options.limit ?? "100", "--limit", 1, 10_000);
      const entries = await listJournal(db, {
        organisationId: null,
        mac: mac === undefined ? undefined : parseMac(mac),
        since: options.since,
        limit: most,
      });
      app.print(entries, () =>
        table(
          ["at", "mac", "asked", "from", "decision", "status", "bytes", "ms", "reason"],
          entries.map((one) => [
            one.at,
            one.mac,
            `${one.transport} ${one.method} ${one.path}`,
            one.address,
            one.decision,
            one.status,
            one.bytes,
            (one.durationMicros / 1000).toFixed(1),
            reasonSentence(one.reason, app.language),
          ]),
        ),
      );
    },
  });
  registerUploads(group, app);
}

function registerPhones(group: Command, app: App): void {
  addCommand(group, {
    usage: "list [search]",
    summary: "Lists phones, with whether they have what they should have.",
    examples: ["phone list", 'phone list --organisation "Björkö Bygg AB" --state claimed', "phone list reception --json"],
    options: {
      organisation: text("--organisation <name>", "only this organisation's"),
      state: choice("--state <state>", "only those in this state", phoneStates),
      user: text("--user <user>", "only this user's"),
      site: text("--site <name>", "only this site's"),
      layout: text("--layout <name>", "only those with this layout"),
      limit,
    },
    run: async ({ search }, { organisation, state, user, site, layout, ...options }) => {
      const { db } = await app.store();
      const now = app.io.now();
      const narrowed = [organisation, user, site, layout].some((one) => one !== undefined);
      const organisationId = narrowed ? (await resolveOrganisation(db, organisation)).id : null;
      const id = async (written: string | undefined, resolve: typeof resolveSite | typeof resolveUser | typeof resolveLayout) =>
        written === undefined || organisationId === null ? undefined : (await resolve(db, organisationId, written)).id;
      const phones = await listPhones(db, {
        organisationId,
        state,
        search,
        userId: await id(user, resolveUser),
        siteId: await id(site, resolveSite),
        layoutId: await id(layout, resolveLayout),
        limit: parseWhole(options.limit ?? "1000", "--limit", 1, 100_000),
      });
      app.print(phones, () =>
        table(
          ["mac", "model", "label", "user", "state", "standing", "layout", "last contact", "address"],
          phones.map((one) => [
            one.mac,
            one.vendor && `${one.vendor} ${one.model}`,
            one.label,
            one.userName,
            one.state,
            one.state === "retired" ? "" : reasonAt(one.standing, now),
            one.layoutName,
            one.lastContactAt,
            one.lastAddress,
          ]),
        ),
      );
    },
  });
}

function registerUploads(group: Command, app: App): void {
  addCommand(group, {
    usage: "uploads <mac> [name]",
    summary: "Lists what the phone itself has written (changed on the phone); with a name prints that file.",
    examples: ["phone uploads 00:04:f2:12:34:56", "phone uploads 00:04:f2:12:34:56 0004f2123456-phone.cfg"],
    options: {},
    run: async ({ mac, name }) => {
      const { db, keyring } = await app.store();
      const { id: phoneId, organisationId } = await resolvePhone(db, mac);
      if (name === undefined) {
        const uploads = await listUploads(db, { organisationId, phoneId });
        app.print(uploads, () =>
          table(
            ["received", "name", "bytes", "type", "from"],
            uploads.map((one) => [one.receivedAt, one.name, one.size, one.contentType, one.address]),
          ),
        );
        return;
      }
      const upload = await readUpload(db, keyring, { organisationId, phoneId, name });
      if (!upload)
        throw new DomainError("input_invalid", { field: "name", reason: "the phone has written no such file", value: name });
      const { body, ...rest } = upload;
      if (app.json) app.print({ ...rest, body: body.toString("base64") }, () => "");
      else await writeAll(app.io.stdout, body);
    },
  });
}
