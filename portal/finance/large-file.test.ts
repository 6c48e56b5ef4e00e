import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createFinanceKey } from "../../db/finance-keys.ts";
import { testActor, testNow } from "../../db/testing/builders.ts";
import { mostXmlBytes } from "../../domain/xml.ts";
import { aHouse } from "../testing/house.ts";
import { spool } from "./examine.ts";

/** Of XML and of rows, a million bytes each. */
const pieces = { xml: Buffer.alloc(1_000_000, "<a>x</a>"), rows: Buffer.alloc(1_000_000, "1;data;x\n") };

describe("a file of a hundred megabytes", () => {
  it("that says it is XML is refused while it comes, and whoever sends it hears why", async () => {
    const house = await aHouse();
    const { token } = await createFinanceKey(house.db, { name: "Faktureringen" }, testActor, testNow);
    async function* bytes() {
      for (let sent = 0; sent < 100; sent += 1) yield pieces.xml;
    }
    const headers = { "content-type": "application/octet-stream", authorization: `Bearer ${token}` };
    const address = `${house.url}/api/operator/finance/files?name=stor.xml`;
    const answered = await fetch(address, { method: "POST", body: ReadableStream.from(bytes()), headers, duplex: "half" });
    const { file } = JSON.parse(await answered.text());
    expect([answered.status, file.state, file.faults[0]?.code]).toEqual([201, "refused", "file_too_large"]);
    // It was looked at as the network brought it, a piece at a time: gathered first, it would be known as a whole.
    expect(file.size).toBeGreaterThan(mostXmlBytes);
    expect(file.size).toBeLessThan(mostXmlBytes + 1_000_000);
    expect(await house.db("finance_file").select("name", "state")).toEqual([{ name: "stor.xml", state: "refused" }]);
    // Where it is said before, it is told how large it is.
    const whole = Buffer.alloc(9_000_000, "<b>y</b>");
    const told = await fetch(`${address}2`, { method: "POST", body: whole, headers });
    expect(JSON.parse(await told.text()).file).toMatchObject({ state: "refused", size: 9_000_000 });
  });

  it("of rows lies on the disk as far as it has come, before more of it is asked for", async () => {
    const path = await aPath();
    const behind: number[] = [];
    async function* bytes() {
      for (let sent = 0; sent < 100; sent += 1) {
        behind.push(sent * pieces.rows.length - (await stat(path)).size);
        yield pieces.rows;
      }
    }
    expect(await spool(bytes(), path)).toMatchObject({ looks: "rows", size: 100_000_000, tooLarge: false });
    expect(behind).toEqual(Array(100).fill(0));
  });

  it("of XML is asked for no further than it may be long, and nothing beyond that is kept", async () => {
    const path = await aPath();
    let asked = 0;
    async function* bytes() {
      for (; asked < 100; asked += 1) yield pieces.xml;
    }
    expect(await spool(bytes(), path)).toMatchObject({ looks: "xml", tooLarge: true });
    const most = Math.floor(mostXmlBytes / pieces.xml.length);
    expect([asked, (await stat(path)).size]).toEqual([most, most * pieces.xml.length]);
  });
});

async function aPath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "klyka-spool-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, "file.part");
}
