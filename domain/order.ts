import { z } from "zod";
import type { ErrorCode } from "./errors.ts";
import type { OrderKind } from "./order-kinds.ts";
import { blockReasons, parseIccid, parseImsi, simForms } from "./sim-card.ts";
import { serviceBlocks } from "./subscription.ts";

export * from "./order-kinds.ts";

const id = z.string().min(1).max(64);
/** E.164 with its plus. */
const number = z.string().regex(/^\+[1-9]\d{5,14}$/);
const text = z.string().trim().min(1).max(200);
const instant = z.iso.datetime();
/** A local date, or at once. */
const startsOn = z.union([z.literal("now"), z.iso.date()]);
const ore = z.int().min(0).max(100_000_000);

function read(reader: (written: string) => string | null, code: ErrorCode, what: string) {
  return z
    .string()
    .describe(what)
    .transform((written, context) => {
      const found = reader(written);
      if (found !== null) return found;
      context.addIssue({ code: "custom", message: code });
      return z.NEVER;
    });
}

export const Iccid = read(parseIccid, "iccid_invalid", "Of a card: 19 or 20 digits beginning 89, with check digit.");
export const Imsi = read(parseImsi, "imsi_invalid", "15 digits beginning 240.");
/** Digits of a PIN or PUK as they were delivered; spaces are taken away. */
const digits = (count: number) =>
  read((written) => withoutGaps(written, count), "sim_code_invalid", `${count} digits, as they were delivered.`);
export const SimCodes = {
  pin1: digits(4).nullable().default(null),
  puk1: digits(8).nullable().default(null),
  pin2: digits(4).nullable().default(null),
  puk2: digits(8).nullable().default(null),
  /** What an eSIM is fetched with: `LPA:1$server$code`. */
  activation: z
    .string()
    .trim()
    .regex(/^LPA:1\$[^\s$]{1,255}\$[^\s]{0,255}$/)
    .nullable()
    .default(null),
} as const;

function withoutGaps(written: string, count: number): string | null {
  const found = written.replace(/[\s\u00a0]/g, "");
  return /^\d+$/.test(found) && found.length === count ? found : null;
}

const newCard = {
  number,
  form: z.enum(simForms),
  /** Where a card of plastic is sent, in lines; null: the address that the operator has. */
  deliverTo: z.string().trim().max(300).nullable().default(null),
};

/** What the operator needs to know to carry an order out. Never a PIN or a PUK: orders are read by people. */
export const orderPayloads = {
  change_type: z.strictObject({
    number,
    fromType: text,
    toType: text,
    toTypeId: id,
    startsOn,
  }),
  /** `orderId`: of the change that is called off. */
  cancel_change: z.strictObject({ number, toType: text, orderId: id }),
  /** `priceOre`: what the customer was told, without VAT. */
  buy_data: z.strictObject({ number, bytes: z.int().positive(), priceOre: ore }),
  twin_sim: z.strictObject(newCard),
  /** `iccid`: of the card that is replaced; `newIccid`: of one that the customer has at hand (null: one is sent). */
  replace_sim: z.strictObject({
    ...newCard,
    iccid: Iccid,
    newIccid: Iccid.nullable().default(null),
    startsOn: startsOn.default("now"),
  }),
  block_sim: z.strictObject({ number, iccids: z.array(Iccid).min(1).max(20), reason: z.enum(blockReasons) }),
  unblock_sim: z.strictObject({ number, iccids: z.array(Iccid).min(1).max(20) }),
  /** All that shall be blocked from then on; none: nothing is. */
  set_blocks: z.strictObject({ number, blocks: z.array(z.enum(serviceBlocks)).max(serviceBlocks.length) }),
  activate_sim: z.strictObject({ number, iccid: Iccid, startsOn: startsOn.default("now") }),
  port_in: z.strictObject({
    numbers: z.array(number).min(1).max(1000),
    ownerName: text,
    /** Organisation number or personal number, digits alone. */
    ownerNumber: z.string().regex(/^\d{10}(?:\d{2})?$/),
    losingOperator: text,
    /** The hour that is wished for. */
    wantedAt: instant,
    signer: text,
  }),
  /** `orderId`: of the porting that is called off. */
  cancel_porting: z.strictObject({ numbers: z.array(number).min(1).max(1000), orderId: id }),
} as const;

/** What the operator says about a card that it has made. Codes are sealed as soon as they are here. */
const cardMade = z.strictObject({
  iccid: Iccid,
  imsi: Imsi.nullable().default(null),
  ...SimCodes,
});
const nothing = z.strictObject({});

/** What comes with the confirmation of an order. */
export const orderDetails = {
  change_type: nothing,
  cancel_change: nothing,
  buy_data: nothing,
  twin_sim: cardMade,
  replace_sim: cardMade,
  block_sim: nothing,
  unblock_sim: nothing,
  set_blocks: nothing,
  activate_sim: nothing,
  port_in: nothing,
  cancel_porting: nothing,
} as const;

/** What is told on the way of a porting: the other operator has agreed, and the hour that was agreed on. */
export const portingProgress = z.discriminatedUnion("stage", [
  z.strictObject({ stage: z.literal("accepted") }),
  z.strictObject({ stage: z.literal("scheduled"), at: instant }),
]);
export type PortingProgress = z.output<typeof portingProgress>;

export type OrderPayload<K extends OrderKind = OrderKind> = z.output<(typeof orderPayloads)[K]>;
export type OrderDetails<K extends OrderKind = OrderKind> = z.output<(typeof orderDetails)[K]>;
