import { aLine, anInvoice } from "../../../db/testing/invoices.ts";
import type { Invoice } from "../../../domain/invoice.ts";
import { decimalText, type Ore, totalsOf } from "../../../domain/money.ts";
import { makeReference } from "../../../domain/payment-reference.ts";
import { writeUblInvoice } from "../../../domain/ubl/write-invoice.ts";

/** Files as operators and banks send them, for tests. */

export type SaidInvoice = {
  readonly number: string;
  readonly customer: string;
  /** Without VAT, of its only line. */
  readonly net: Ore;
  readonly dueOn?: string;
  readonly creditOf?: readonly string[];
  readonly text?: string;
};

/** An invoice of one line at 25 %, or a credit note when it takes something back. `reference`: its number with a check digit. */
export function saidInvoice({
  number,
  customer,
  net,
  dueOn = "2026-04-01",
  creditOf = [],
  text = "Telefoni",
}: SaidInvoice): Invoice {
  const credit = creditOf.length > 0;
  const unitPrice = decimalText(Math.abs(net));
  const line = aLine({ text, net, quantity: net < 0 ? "-1" : "1", unitPrice: unitPrice.replace(/\.?0+$/, "") });
  const invoice = anInvoice({ lines: [line] });
  return {
    ...invoice,
    ...{ kind: credit ? "creditNote" : "invoice", number, issuedOn: "2026-03-02", dueOn: credit ? null : dueOn, creditOf },
    ...{ customerNumber: customer, buyerReference: "Åsa Öberg" },
    totals: { ...totalsOf([line], true), prepaid: 0 },
    payment: credit ? { bankgiro: null, reference: null } : { bankgiro: "5551239", reference: referenceOf(number) },
  };
}

export function referenceOf(number: string): string {
  return makeReference(number, false) ?? "";
}

export function ubl(said: SaidInvoice): Buffer {
  return Buffer.from(writeUblInvoice(saidInvoice(said)));
}

export type SaidPayment = {
  readonly id: string;
  readonly amount: Ore;
  readonly reference?: string;
  readonly message?: string;
  readonly payer?: string;
};

/** A file of the bank that tells of these payments. */
export function camt(payments: readonly SaidPayment[], message = "M1"): Buffer {
  const entries = payments.map(({ id, amount, reference, message: written, payer = "Björkö Bygg AB" }) => {
    const structured = reference === undefined ? "" : `<Strd><CdtrRefInf><Ref>${reference}</Ref></CdtrRefInf></Strd>`;
    const plain = written === undefined ? "" : `<Ustrd>${written}</Ustrd>`;
    return `<Ntry><Amt Ccy="SEK">${decimalText(amount)}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-03-10</Dt></BookgDt><AcctSvcrRef>${id}</AcctSvcrRef><NtryDtls><TxDtls><Refs><AcctSvcrRef>${id}</AcctSvcrRef></Refs><RltdPties><Dbtr><Nm>${payer}</Nm></Dbtr></RltdPties><RmtInf>${plain}${structured}</RmtInf></TxDtls></NtryDtls></Ntry>`;
  });
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.02"><BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>${message}</MsgId></GrpHdr><Ntfctn><Id>N${message}</Id><Acct><Id><Othr><Id>5551239</Id></Othr></Id></Acct>${entries.join("")}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>`);
}
