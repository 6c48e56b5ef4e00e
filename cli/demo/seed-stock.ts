import { randomInt } from "node:crypto";
import { type CardForStock, stockCards } from "../../db/sim-stock.ts";
import type { Actor } from "../../db/types.ts";
import { checkDigit } from "../../domain/check-digit.ts";
import type { Seed } from "./seed.ts";

const operator: Actor = { kind: "operator", id: null, name: "Olof Tjärnvik", organisationId: null };
/** In stock: cards of plastic, of which some are for the firm, and eSIMs. */
const [plastic, forFirm, esims] = [14, 3, 5] as const;

/** SIM cards that nobody has yet, for the provider's staff to give out. */
export async function seedStock({ db, keyring, organisationId, times }: Seed): Promise<void> {
  const codes = () => ({ pin1: some(4), puk1: some(8), pin2: some(4), puk2: some(8) });
  const cards = Array.from({ length: plastic + esims }, (_, at): CardForStock => {
    const esim = at >= plastic;
    const activation = `LPA:1$esim.operator.example$DEMO-${String(at).padStart(4, "0")}`;
    return {
      ...{ iccid: iccid(at), imsi: `24007000070${String(at).padStart(4, "0")}`, form: esim ? "esim" : "physical" },
      ...(esim ? { activation } : codes()),
      organisationId: at < forFirm ? organisationId : null,
    };
  });
  await stockCards(db, keyring, { cards, organisations: null }, operator, times.before(30, "09:15"));
}

function iccid(at: number): string {
  const digits = `894607000700${String(at * 7 + 101).padStart(6, "0")}`;
  return `${digits}${checkDigit(digits)}`;
}

function some(digits: number): string {
  return Array.from({ length: digits }, () => randomInt(10)).join("");
}
