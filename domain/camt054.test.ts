import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCreditNotifications } from "./camt054.ts";

const read = (text: string) => readCreditNotifications(Buffer.from(text));

type Tx = { amount: string; reference?: string; refs?: string; name?: string };

const transaction = ({ amount, reference = "2026110004234", refs = "", name = "Björkö Bygg AB" }: Tx) => `
  <TxDtls>
    <Refs>${refs}<EndToEndId>NOTPROVIDED</EndToEndId></Refs>
    <AmtDtls><TxAmt><Amt Ccy="SEK">${amount}</Amt></TxAmt></AmtDtls>
    <RltdPties><Dbtr><Nm>${name}</Nm></Dbtr></RltdPties>
    <RmtInf><Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp><Ref>${reference}</Ref></CdtrRefInf></Strd></RmtInf>
  </TxDtls>`;

const entry = (amount: string, details: string, bank = "<AcctSvcrRef>B1</AcctSvcrRef>") => `
  <Ntry>
    <Amt Ccy="SEK">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
    <BookgDt><Dt>2026-12-02</Dt></BookgDt><ValDt><Dt>2026-12-03</Dt></ValDt>${bank}
    <NtryDtls>${details}</NtryDtls>
  </Ntry>`;

const file = (entries: string, { message = "M1", version = "02", id = "N1" } = {}) => `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.${version}">
  <BkToCstmrDbtCdtNtfctn>
    <GrpHdr><MsgId>${message}</MsgId><CreDtTm>2026-12-02T20:00:00</CreDtTm></GrpHdr>
    <Ntfctn><Id>${id}</Id><Acct><Id><Othr><Id>5551239</Id><SchmeNm><Prtry>BGNR</Prtry></SchmeNm></Othr></Id></Acct>${entries}</Ntfctn>
  </BkToCstmrDbtCdtNtfctn>
</Document>`;

const two = entry("1700.50", transaction({ amount: "1600.00" }) + transaction({ amount: "100.50", reference: "10 042 74" }));
const told = ({ faults }: ReturnType<typeof read>) => faults.map(({ code, path }) => `${code} ${path}`);

describe("a credit notification", () => {
  it("is a payment for each transaction, with day, reference and payer", () => {
    const { payments, faults, passedOver } = read(file(two));
    expect([faults, passedOver]).toEqual([[], []]);
    const common = { bookedOn: "2026-12-02", valueOn: "2026-12-03", account: "5551239", endToEndId: null, message: null };
    expect(payments).toMatchObject([
      { ...common, amount: 160000, payer: "Björkö Bygg AB", references: [{ reference: "2026110004234", amount: 160000 }] },
      { ...common, amount: 10050, references: [{ reference: "1004274", amount: 10050 }] },
    ]);
  });

  it("means the same in the form of today: status as a code, amount and payer one level up and down", () => {
    const today = file(
      two
        .replaceAll("<Sts>BOOK</Sts>", "<Sts><Cd>BOOK</Cd></Sts>")
        .replaceAll(/<AmtDtls><TxAmt>(.*?)<\/TxAmt><\/AmtDtls>/g, "$1<CdtDbtInd>CRDT</CdtDbtInd>")
        .replaceAll(/<Dbtr>(.*?)<\/Dbtr>/g, "<Dbtr><Pty>$1</Pty></Dbtr>")
        .replace("<BookgDt><Dt>2026-12-02</Dt>", "<BookgDt><DtTm>2026-12-02T23:30:00+01:00</DtTm>"),
      { version: "08" },
    );
    expect(read(today)).toEqual(read(file(two)));
  });

  it("without transactions is a payment that somebody has to look at", () => {
    const plain = file(entry("12.00", "").replace("<NtryDtls></NtryDtls>", ""));
    expect(read(plain).payments).toMatchObject([{ amount: 1200, references: [], payer: null }]);
  });

  it("for several invoices has each its amount, when they add up", () => {
    const strd = (reference: string, amount: string) =>
      `<Strd>${amount && `<RfrdDocAmt><RmtdAmt Ccy="SEK">${amount}</RmtdAmt></RfrdDocAmt>`}<CdtrRefInf><Ref>${reference}</Ref></CdtrRefInf></Strd>`;
    const many = (first: string, second: string) => {
      const details = transaction({ amount: "300.00" }).replace(
        /<Strd>.*<\/Strd>/,
        strd("1004274", first) + strd("Kund 7", second),
      );
      return read(file(entry("300.00", details))).payments?.[0]?.references;
    };
    expect(many("100.00", "200.00")).toEqual([
      { reference: "1004274", amount: 10000 },
      { reference: "Kund 7", amount: 20000 },
    ]);
    expect(many("100.00", "100.00")?.map(({ amount }) => amount)).toEqual([null, null]);
    expect(many("100.00", "")?.map(({ amount }) => amount)).toEqual([null, null]);
  });

  it("keeps an end-to-end id and what the payer wrote", () => {
    const details = transaction({ amount: "5.00" })
      .replace("NOTPROVIDED", "E-17")
      .replace(/<Strd>.*<\/Strd>/, "<Ustrd>faktura</Ustrd><Ustrd>i höst</Ustrd>");
    const [payment] = read(file(entry("5.00", details))).payments ?? [];
    expect(payment).toMatchObject({ endToEndId: "E-17", message: "faktura i höst", references: [] });
  });

  it.each([
    ["debit", ["<CdtDbtInd>CRDT", "<CdtDbtInd>DBIT"]],
    ["reversal", ["<Sts>", "<RvslInd>true</RvslInd><Sts>"]],
    ["notBooked", ["BOOK", "PDNG"]],
  ] as const)("of a %s is passed over and said so", (reason, [from, to]) => {
    const { payments, passedOver } = read(file(two.replace(from, to)));
    expect(payments).toEqual([]);
    expect(passedOver).toEqual([{ path: "/Document/BkToCstmrDbtCdtNtfctn/Ntfctn/Ntry", reason }]);
  });
});

describe("the key of a payment", () => {
  const keys = (text: string) => read(text).payments?.map(({ key }) => key);

  it("is the same in another message, and tells apart two payments of the same sum and reference", () => {
    const twins = entry("200.00", transaction({ amount: "100.00" }).repeat(2));
    expect(keys(file(twins, { message: "M2", id: "N2", version: "04" }))).toEqual(keys(file(twins)));
    expect(new Set(keys(file(twins))).size).toBe(2);
  });

  it("does not take the first entry of one file for the first of the next, which banks number alike", () => {
    const first = entry("100.00", transaction({ amount: "100.00" }), "<NtryRef>1</NtryRef>");
    expect(keys(file(first, { id: "N2" }))).not.toEqual(keys(file(first)));
  });

  it("goes by the bank's own reference of a transaction, wherever in a file it stands", () => {
    const one = transaction({ amount: "100.00", refs: "<AcctSvcrRef>T1</AcctSvcrRef>" });
    const other = transaction({ amount: "50.00", refs: "<AcctSvcrRef>T2</AcctSvcrRef>" });
    const before = keys(file(entry("150.00", one + other)));
    expect(keys(file(entry("150.00", other + one, "<AcctSvcrRef>B2</AcctSvcrRef>")))).toEqual(before?.toReversed());
  });

  it("is one for each payment of any file, and the same when it is read again", () => {
    const amounts = fc.array(fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 4 }), { maxLength: 5 });
    fc.assert(
      fc.property(amounts, fc.boolean(), (entries, named) => {
        const written = entries.map((all, n) =>
          entry(
            `${all.reduce((sum, amount) => sum + amount, 0)}.00`,
            all.map((amount) => transaction({ amount: `${amount}.00` })).join(""),
            named ? `<NtryRef>R${n}</NtryRef>` : "",
          ),
        );
        const found = keys(file(written.join(""))) ?? [];
        expect(found).toHaveLength(entries.flat().length);
        expect(new Set(found).size).toBe(found.length);
        expect(keys(file(written.join(""), { message: "M9" }))).toEqual(found);
      }),
      { seed: 20261123, numRuns: 60 },
    );
  });

  it("twice in one file refuses the file", () => {
    const once = entry("100.00", transaction({ amount: "100.00", refs: "<AcctSvcrRef>T1</AcctSvcrRef>" }));
    expect(read(file(once + once))).toMatchObject({ payments: null, faults: [{ code: "entry_twice" }] });
  });
});

describe("a file that is no such notification", () => {
  const at = "/Document/BkToCstmrDbtCdtNtfctn";
  const inEntry = `${at}/Ntfctn/Ntry`;
  it.each([
    [`root_unknown /Document`, ["camt.054.001.02", "camt.053.001.02"]],
    [`root_unknown /Document`, ["camt.054.001.02", "camt.054.001.02.evil"]],
    [`element_missing ${at}/GrpHdr/MsgId`, ["<MsgId>M1</MsgId>", ""]],
    [`element_missing ${at}/Ntfctn/Acct/Id`, [/<Acct>.*<\/Acct>/, ""]],
    [`element_missing ${inEntry}/BookgDt`, [/<BookgDt>.*<\/BookgDt>/, ""]],
    [`element_missing ${inEntry}/Sts`, ["<Sts>BOOK</Sts>", ""]],
    [`code_unknown ${inEntry}/CdtDbtInd`, ["<CdtDbtInd>CRDT", "<CdtDbtInd>SOON"]],
    [`date_invalid ${inEntry}/BookgDt/Dt`, ["2026-12-02</Dt>", "2026-13-02</Dt>"]],
    [`entries_differ ${inEntry}/Amt`, ["1700.50", "1700.51"]],
    [`currency_unsupported ${inEntry}/Amt`, ['"SEK">1700', '"EUR">1700']],
    [`amount_invalid ${inEntry}/Amt`, ["1700.50", "1 700,50"]],
    [`amount_invalid ${inEntry}/NtryDtls/TxDtls[2]/AmtDtls/TxAmt/Amt`, [">100.50<", ">-100.50<"]],
    [`element_missing ${inEntry}/NtryDtls/TxDtls[1]/Amt`, [/<AmtDtls>.*?<\/AmtDtls>/, ""]],
    ["xml_doctype_refused ", ["<Document", '<!DOCTYPE Document [<!ENTITY x "y">]><Document']],
    ["xml_malformed :23", ["</Document>", ""]],
  ] as const)("is refused with %s", (fault, [from, to]) => {
    const text = file(two).replace(from, to);
    expect(text).not.toBe(file(two));
    expect(told(read(text))).toContain(fault);
    expect(read(text).payments).toBeNull();
  });

  it("with a transaction taken back among those that came is refused", () => {
    const details = transaction({ amount: "100.00" }).replace("</TxDtls>", "<CdtDbtInd>DBIT</CdtDbtInd></TxDtls>");
    expect(told(read(file(entry("100.00", details))))).toEqual([`code_unknown ${inEntry}/NtryDtls/TxDtls/CdtDbtInd`]);
  });
});
