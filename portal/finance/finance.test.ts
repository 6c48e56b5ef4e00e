import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { anOrganisation } from "../../db/testing/builders.ts";
import { aHouse } from "../testing/house.ts";

const invoice = readFileSync(new URL("../../domain/ubl/testing/invoice.xml", import.meta.url));

describe("x", () => {
  it("y", async () => {
    const house = await aHouse();
    const { id } = await anOrganisation(house.db);
    const operator = await house.somebody(id, ["operator"], { operates: "all" });
    const send = (body: Uint8Array, name = "a.xml") =>
      operator.ask("POST", `/operator/finance/files?name=${name}`, {
        body,
        headers: { "content-type": "application/octet-stream" },
      });
    console.log(JSON.stringify((await send(invoice)).body));
    await house.db("organisation").where({ id }).update({ organisation_number: "5599990024" });
    console.log(JSON.stringify((await send(invoice)).body));
    console.log(JSON.stringify((await send(invoice)).body));
    console.log(
      JSON.stringify(
        (
          await send(
            Buffer.from("invoice;class;started_at;amount;number\n20261100042;subscription;2026-10-01;299,00;08-465 004 00\n"),
          )
        ).body,
      ),
    );
    console.log(JSON.stringify((await operator.get("/operator/finance/customers")).body));
  }, 30000);
});
