import { getDocumentProxy } from "unpdf";
import { expect, it } from "vitest";
import { aFirm, aHouse } from "../testing/house.ts";
import type { Visitor } from "../testing/visitor.ts";
import { kindOfSignedCopy } from "./signed-copy.ts";

const wanted = {
  numbers: [{ number: "08-465 004 90" }, { number: "08-465 004 91" }, { number: "070-174 06 90" }],
  ownerName: "Björkö Bygg AB",
  ownerNumber: "202100-5489",
  otherOperator: "Annan Telefoni AB",
  wantedDate: "2026-04-01",
  wantedTime: "10:00",
  signer: "Åsa Öberg",
};
const signed = new TextEncoder().encode("%PDF-1.7\nunderskriven\n%%EOF\n");

async function fetched(url: string, visitor: Visitor, path: string) {
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const response = await fetch(`${url}/api${path}`, { headers: { cookie } });
  return { headers: response.headers, bytes: new Uint8Array(await response.arrayBuffer()) };
}

it("an administrator moves numbers here: written, checked, signed for, ordered", async () => {
  const house = await aHouse();
  const firm = await aFirm(house.db, 41);
  const visitor = await house.somebody(firm.organisation, ["administrator"]);
  const text = "08-465 004 90–91\n036-30 55\n08-465 004 41";
  const check = (await visitor.ask("POST", "/portings/check", { body: { text } })).body;
  expect(check.pieces.map((one: { count: number; fault: string | null }) => [one.count, one.fault])).toEqual([
    [2, null],
    [0, "invalid"],
    [1, null],
  ]);
  expect(check).toMatchObject({
    days: 10,
    earliest: "2026-03-16",
    problems: [{ number: "+46846500441", code: "porting_number_known" }],
  });
  const { body: draft, headers } = await visitor.ask("POST", "/portings", { body: wanted });
  const path = `/portings/${draft.id}`;
  expect([draft.state, draft.ownerNumber, headers.get("etag")]).toEqual(["draft", "202100-5489", '"1"']);
  expect((await visitor.get(`${path}/letter`)).body.code).toBe("porting_state_refused");
  expect((await visitor.ask("POST", `${path}/submit`, { version: 1 })).body.code).toBe("porting_state_refused");
  expect((await visitor.ask("POST", `${path}/prepare`, { version: 1 })).body.state).toBe("awaiting_signature");

  const letter = await fetched(house.url, visitor, `${path}/letter`);
  expect([letter.headers.get("content-type"), letter.headers.get("content-disposition")]).toEqual([
    "application/pdf",
    expect.stringMatching(/^attachment; filename="fullmakt.pdf"/),
  ]);
  const pdf = await getDocumentProxy(letter.bytes);
  const { items } = await (await pdf.getPage(1)).getTextContent();
  const words = items.map((item) => ("str" in item ? item.str : "")).join(" ");
  for (const said of ["202100-5489", "Annan Telefoni AB", "2026-04-01 kl. 10:00", "08-465 004 90", "Åsa Öberg"]) {
    expect(words).toContain(said);
  }

  const send = (bytes: Uint8Array, version: number) => {
    const headers = { "content-type": "application/pdf" };
    return visitor.ask("POST", `${path}/signed-copy?name=Fullmakt%20%C3%85sa.pdf`, { body: bytes, headers, version });
  };
  expect((await send(new TextEncoder().encode("<html>"), 2)).body.code).toBe("signed_copy_refused");
  expect((await send(signed, 2)).body.signedCopy).toMatchObject({ name: "Fullmakt Åsa.pdf", size: signed.length });
  const copy = await fetched(house.url, visitor, `${path}/signed-copy`);
  expect(copy.headers.get("content-disposition")).toBe(
    `attachment; filename="Fullmakt _sa.pdf"; filename*=UTF-8''Fullmakt%20%C3%85sa.pdf`,
  );
  expect(Buffer.from(copy.bytes).equals(Buffer.from(signed))).toBe(true);
  const ordered = (await visitor.ask("POST", `${path}/submit`, { version: 3 })).body;
  expect([ordered.state, ordered.cancelUntil]).toEqual(["submitted", "2026-03-31T10:00:00.000Z"]);
  const { rows } = (await visitor.get("/portings?filter=open&q=08-465%20004%2090")).body;
  expect(rows.map((row: { state: string; count: number }) => [row.state, row.count])).toEqual([["submitted", 3]]);
  expect((await visitor.ask("POST", `${path}/cancel`, { version: 4 })).body.state).toBe("cancelled");
});

it("a file is a signed letter by what is in it", () => {
  const latin = (text: string) => Buffer.from(text, "latin1");
  expect(kindOfSignedCopy(signed)).toBe("application/pdf");
  expect(kindOfSignedCopy(latin("\xff\xd8\xff\xe0 … \xff\xd9"))).toBe("image/jpeg");
  expect(kindOfSignedCopy(latin("\x89PNG\r\n\x1a\n … IEND\xaeB`\x82"))).toBe("image/png");
  for (const other of ["", "GIF89a", "%PDF-1.7 cut off", "\xff\xd8\xff cut off", "\x89PNG\r\n\x1a\n", "PK\x03\x04 %PDF- %%EOF"]) {
    expect(() => kindOfSignedCopy(latin(other))).toThrow("signed_copy_refused");
  }
});
