import { describe, expect, it } from "vitest";
import { listAudit } from "../db/audit.ts";
import { findPhone, listPhoneAccounts } from "../db/phones.ts";
import { aLayout, anOrganisation, aPhone, aSipAccount, aSite, aUser } from "../db/testing/builders.ts";
import { aHouse } from "./testing/house.ts";
import type { Visitor } from "./testing/visitor.ts";

const bring = (visitor: Visitor, text: string, dryRun = false) =>
  visitor.ask("POST", `/phones/import?dryRun=${dryRun}`, { body: Buffer.from(text), headers: { "content-type": "text/csv" } });

describe.each(["SQLite", "PostgreSQL"] as const)("phones in a file, on %s", (database) => {
  it("are tried out, taken in by the names that people use, changed, and come out as they would come in", async () => {
    const house = await aHouse({ database });
    const { id: organisationId } = await anOrganisation(house.db);
    await aUser(house.db, organisationId, { firstName: "Åsa", lastName: "Björkegren", extension: "401" });
    await aSite(house.db, organisationId, { name: "Kontoret" });
    await aLayout(house.db, organisationId, { name: "Reception" });
    const account = await aSipAccount(house.db, organisationId, { sipUser: "401" });
    const eva = await house.somebody(organisationId, ["user", "administrator"]);
    const text =
      "MAC-adress;modell;etikett;användare;plats;layout;konton;moduler\nS/N 80-5E-C0-12-34-56;yealink t46u;Disken;Åsa Björkegren;kontoret;Reception;401;exp43\n";
    const tried = (await bring(eva, text, true)).body;
    expect(tried).toMatchObject({
      rows: 1,
      created: 1,
      kept: false,
      errorCount: 0,
      people: [{ outcome: "created", name: "Disken" }],
    });
    expect(await findPhone(house.db, { organisationId, mac: "805ec0123456" })).toBeNull();
    const answered = await bring(eva, text);
    expect(answered.body).toMatchObject({ created: 1, kept: true });
    const phone = await findPhone(house.db, { organisationId, mac: "805ec0123456" });
    expect(phone).toMatchObject({ model: "T46U", label: "Disken", modules: ["EXP43"] });
    expect(await listPhoneAccounts(house.db, { organisationId, id: phone?.id ?? "" })).toMatchObject([
      { sipAccountId: account.id },
    ]);
    expect(await listAudit(house.db, { organisationId, action: "phone.added" })).toHaveLength(1);

    const changed = (await bring(eva, "mac;model;label;user\n805ec0123456;T46U;Entrén;\n")).body;
    expect(changed).toMatchObject({
      updated: 1,
      people: [
        {
          changes: [
            { column: "label", before: "Disken", after: "Entrén" },
            { column: "user", before: "401", after: "" },
          ],
        },
      ],
    });
    const out = await eva.get("/phones/export");
    // As it stands on the label, which no spreadsheet takes for a number.
    expect(String(out.body)).toContain("80:5E:C0:12:34:56;");
    expect((await bring(eva, String(out.body))).body).toMatchObject({ unchanged: 1, created: 0, updated: 0, kept: true });
    // All of a file is taken back as one.
    expect((await eva.post(`/audit/${answered.headers.get("x-audit-id")}/undo`)).body?.code).toBe("undo_changed");
  });

  it("are all refused when one row is wrong, with every error where it stands, and never tell of another's phones", async () => {
    const house = await aHouse({ database });
    const { id: organisationId } = await anOrganisation(house.db);
    const other = await anOrganisation(house.db);
    const foreign = await aPhone(house.db, other.id);
    const mine = await aPhone(house.db, organisationId, { vendor: "yealink", model: "T46U" });
    const eva = await house.somebody(organisationId, ["user", "administrator"]);
    const { body } = await bring(
      eva,
      [
        "mac,model,user,site,modules",
        "805ec0120001,Yealink T46U,,,",
        "80,Yealink T46U,,,",
        "805ec0120003,Yealink T99,,,",
        "805ec0120004,Yealink T46U,Ingen Alls,,",
        "805ec0120005,Yealink T46U,,Månen,",
        "805ec0120006,Yealink T46U,,,XYZ",
        `${foreign.mac},Yealink T46U,,,`,
        `${mine.mac},Snom D785,,,`,
        "805ec0120001,Yealink T46U,,,",
      ].join("\n"),
    );
    expect(body.errors.map((one: { line: number; field: string; code: string }) => [one.line, one.field, one.code])).toEqual([
      [3, "mac", "mac_invalid"],
      [4, "model", "model_unknown"],
      [5, "user", "user_not_found"],
      [6, "site", "site_not_found"],
      [7, "modules", "input_invalid"],
      [8, "mac", "mac_taken"],
      [9, "model", "phone_state_refused"],
      [10, null, "csv_row_twice"],
    ]);
    expect([body.kept, JSON.stringify(body).includes(other.id)]).toEqual([false, false]);
    expect(await findPhone(house.db, { organisationId, mac: "805ec0120001" })).toBeNull();
  });

  it("cost a few questions to be tried out, however many there are", async () => {
    const house = await aHouse({ database });
    const { id: organisationId } = await anOrganisation(house.db);
    const eva = await house.somebody(organisationId, ["user", "administrator"]);
    const file = (count: number) =>
      `mac;model\n${Array.from({ length: count }, (_, at) => `805ec0${String(at).padStart(6, "0")};T46U`).join("\n")}`;
    const asked = async (count: number) => {
      house.statements();
      expect((await bring(eva, file(count), true)).body).toMatchObject({ created: count, errorCount: 0 });
      return house.statements();
    };
    // The house has a few of its own as it starts.
    expect(await asked(300)).toBeLessThan(40);
  });
});
