import { type FileFault, FileFaults } from "./file-fault.ts";
import { decimalText, type Ore, sumOf } from "./money.ts";
import { readReference } from "./payment-reference.ts";
import { readXml, type XmlElement } from "./xml.ts";
import { XmlFields } from "./xml-fields.ts";

/** What a payer says that the money is for. `amount` null: one of several references of which only the whole is known. */
export type PaidReference = { readonly reference: string; readonly amount: Ore | null };

/** Money that came in, as the bank tells it. */
export type Payment = {
  /** The same whenever the bank tells of this money again, and of nothing else: what makes taking in a file twice harmless. */
  readonly key: string;
  readonly amount: Ore;
  readonly bookedOn: string;
  readonly valueOn: string | null;
  /** IBAN, account number or bankgiro that it came to, as written. */
  readonly account: string;
  /** The digits of an OCR reference, or whatever else stands there. */
  readonly references: readonly PaidReference[];
  readonly endToEndId: string | null;
  readonly payer: string | null;
  /** What the payer wrote, where no reference was. */
  readonly message: string | null;
};

/** Entries that are no money that came in. */
export type PassedOver = { readonly path: string; readonly reason: "debit" | "reversal" | "notBooked" };

export type NotificationReading = {
  /** Null when a fault is an error: then nothing of the file is taken. */
  readonly payments: readonly Payment[] | null;
  readonly passedOver: readonly PassedOver[];
  readonly faults: readonly FileFault[];
};

/** camt.054.001.02 (2009) to those of today differ in three places, each read both ways below. */
const namespacePattern = /^urn:iso:std:iso:20022:tech:xsd:camt\.054\.001\.(?:0[2-9]|1\d)$/;

/**
 * Credit notifications (ISO 20022 camt.054, BankToCustomerDebitCreditNotification) to payments, one for each transaction, or for an
 * entry that has none. Transactions have to add up to their entry. Only booked credits in kronor count.
 */
export function readCreditNotifications(bytes: Uint8Array): NotificationReading {
  const reading = readXml(bytes);
  if ("fault" in reading) {
    const { code, line } = reading.fault;
    const fault: FileFault = { code, severity: "error", path: line === null ? "" : `:${line}` };
    return { payments: null, passedOver: [], faults: [fault] };
  }
  const { root } = reading;
  const fields = new XmlFields({ "": root.namespace }, new FileFaults());
  const passedOver: PassedOver[] = [];
  const payments: Payment[] = [];
  if (root.name !== "Document" || !namespacePattern.test(root.namespace))
    fields.faults.error("root_unknown", root.path, { found: `{${root.namespace}}${root.name}` });
  else {
    const message = fields.required(root, "BkToCstmrDbtCdtNtfctn");
    fields.text(message, "GrpHdr/MsgId");
    const notifications = fields.all(message, "Ntfctn");
    if (notifications.length === 0) fields.required(message, "Ntfctn");
    for (const one of notifications) payments.push(...notificationOf(one, fields, passedOver));
  }
  refuseTwice(payments, root, fields.faults);
  return { payments: fields.faults.refused ? null : payments, passedOver, faults: fields.faults.found };
}

function notificationOf(notification: XmlElement, fields: XmlFields, passedOver: PassedOver[]): Payment[] {
  const id = fields.text(notification, "Id") ?? "";
  const account = fields.required(notification, "Acct/Id");
  const written = fields.optionalText(account, "IBAN") ?? fields.text(account, "Othr/Id") ?? "";
  return fields.all(notification, "Ntry").flatMap((entry, place) => {
    const reason = reasonAgainst(entry, fields);
    if (reason) passedOver.push({ path: entry.path, reason });
    return reason ? [] : entryOf(entry, { account: written, notification: id, place }, fields);
  });
}

type Place = { readonly account: string; readonly notification: string; readonly place: number };

/** Why an entry is no money that came in. Status is an element until version 07, and a code in one since. */
function reasonAgainst(entry: XmlElement, fields: XmlFields): PassedOver["reason"] | null {
  const status = fields.required(entry, "Sts");
  const code = status && status.children.length > 0 ? fields.text(status, "Cd") : fields.textIn(status);
  const direction = directionOf(entry, fields);
  if (fields.optionalText(entry, "RvslInd") === "true") return "reversal";
  if (direction === "DBIT") return "debit";
  return code === null || code === "BOOK" ? null : "notBooked";
}

function directionOf(at: XmlElement, fields: XmlFields): string | null {
  const direction = fields.text(at, "CdtDbtInd");
  if (direction !== null && direction !== "CRDT" && direction !== "DBIT")
    fields.faults.error("code_unknown", `${at.path}/CdtDbtInd`, { found: direction });
  return direction;
}

function entryOf(entry: XmlElement, place: Place, fields: XmlFields): Payment[] {
  const amount = kronor(fields.required(entry, "Amt"), fields);
  const bookedOn = dayOf(fields.required(entry, "BookgDt"), fields);
  const value = fields.optional(entry, "ValDt");
  // Banks number the entries of a file from 1 in NtryRef: that says something only together with the notification.
  const numbered = `${place.notification} ${fields.optionalText(entry, "NtryRef") ?? place.place}`;
  const bank = fields.optionalText(entry, "AcctSvcrRef") ?? numbered;
  const common = { bookedOn: bookedOn ?? "", valueOn: value && dayOf(value, fields), account: place.account };
  const transactions = fields.all(entry, "NtryDtls/TxDtls");
  const entryKey = [place.account, common.bookedOn, bank];
  if (transactions.length === 0)
    return [
      { ...common, key: keyOf([...entryKey, amount]), amount, references: [], endToEndId: null, payer: null, message: null },
    ];
  const payments = transactions.map((one, at) => {
    const only = transactions.length === 1 ? amount : null;
    return { ...common, ...transactionOf(one, only, [...entryKey, at], fields) };
  });
  const sum = sumOf(payments.map((payment) => payment.amount));
  if (sum !== amount)
    fields.faults.error("entries_differ", `${entry.path}/Amt`, { found: decimalText(amount), expected: decimalText(sum) });
  return payments;
}

/** @param only the amount of the entry, when this is its only transaction, which then need not say its own */
function transactionOf(
  element: XmlElement,
  only: Ore | null,
  entryKey: readonly (string | number)[],
  fields: XmlFields,
): Pick<Payment, "key" | "amount" | "references" | "endToEndId" | "payer" | "message"> {
  if (fields.optional(element, "CdtDbtInd") && directionOf(element, fields) === "DBIT")
    fields.faults.error("code_unknown", `${element.path}/CdtDbtInd`, { found: "DBIT", expected: "CRDT" });
  const own = fields.optional(element, "Amt") ?? fields.optional(element, "AmtDtls/TxAmt/Amt");
  const amount = own || only === null ? kronor(own ?? fields.required(element, "Amt"), fields) : only;
  const endToEndId = fields.optionalText(element, "Refs/EndToEndId");
  const bank = fields.optionalText(element, "Refs/AcctSvcrRef") ?? fields.optionalText(element, "Refs/TxId");
  const references = referencesOf(element, amount, fields);
  const message = fields.all(element, "RmtInf/Ustrd").flatMap((one) => fields.textIn(one) ?? []);
  const [account, bookedOn] = entryKey;
  return {
    key: keyOf(bank === null ? [...entryKey, amount] : [account ?? "", bookedOn ?? "", bank, amount]),
    amount,
    references,
    endToEndId: endToEndId === "NOTPROVIDED" ? null : endToEndId,
    payer: fields.optionalText(element, "RltdPties/Dbtr/Nm") ?? fields.optionalText(element, "RltdPties/Dbtr/Pty/Nm"),
    message: message.length === 0 ? null : message.join(" "),
  };
}

/**
 * The references that a payment is for. A single one stands for the whole; of several each has its own amount, and when those are not
 * there or do not add up, somebody has to look.
 */
function referencesOf(element: XmlElement, whole: Ore, fields: XmlFields): PaidReference[] {
  const found = fields.all(element, "RmtInf/Strd").flatMap((structured) => {
    const written = fields.optionalText(structured, "CdtrRefInf/Ref") ?? fields.optionalText(structured, "RfrdDocInf/Nb") ?? null;
    if (written === null) return [];
    const paid = fields.optional(structured, "RfrdDocAmt/RmtdAmt") ?? fields.optional(structured, "RfrdDocAmt/DuePyblAmt");
    return [{ reference: readReference(written) ?? written, amount: paid && kronor(paid, fields) }];
  });
  const [first, ...more] = found;
  if (first && more.length === 0) return [{ ...first, amount: whole }];
  const sum = sumOf(found.map(({ amount }) => amount ?? 0));
  const told = found.every(({ amount }) => amount !== null) && sum === whole;
  return found.map(({ reference, amount }) => ({ reference, amount: told ? amount : null }));
}

function kronor(element: XmlElement | null, fields: XmlFields): Ore {
  if (!element) return 0;
  const currency = element.attributes.get("Ccy") ?? "";
  if (currency !== "SEK") fields.faults.error("currency_unsupported", element.path, { found: currency, expected: "SEK" });
  const amount = fields.amountIn(element) ?? 0;
  if (amount < 0) fields.faults.error("amount_invalid", element.path, { found: element.text.trim() });
  return amount;
}

/** A day is written as such or as an instant, of which the bank's own day counts. */
function dayOf(element: XmlElement | null, fields: XmlFields): string | null {
  if (!element) return null;
  if (fields.all(element, "Dt").length > 0) return fields.date(element, "Dt");
  const instant = fields.text(element, "DtTm");
  if (instant === null) return null;
  const [, day = ""] = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}/.exec(instant) ?? [];
  if (day === "") fields.faults.error("date_invalid", `${element.path}/DtTm`, { found: instant });
  return day;
}

function keyOf(parts: readonly (string | number)[]): string {
  return JSON.stringify(parts);
}

/** A file that tells of the same money twice is not guessed at. */
function refuseTwice(payments: readonly Payment[], root: XmlElement, faults: FileFaults): void {
  const seen = new Set<string>();
  for (const { key } of payments) {
    if (seen.has(key)) faults.error("entry_twice", root.path, { found: key });
    seen.add(key);
  }
}
