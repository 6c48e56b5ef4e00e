import { answerOrder } from "../../db/order-settling.ts";
import { listOrdersAbout } from "../../db/orders.ts";
import { keepSignedCopy } from "../../db/porting-letters.ts";
import { preparePorting, submitPorting } from "../../db/porting-steps.ts";
import { createPorting, PortingInput } from "../../db/portings.ts";
import type { Actor } from "../../db/types.ts";
import { wallClock } from "../../domain/local-time.ts";
import { earliestPorting } from "../../domain/porting.ts";
import { firm, zone } from "./firm.ts";
import type { Seed } from "./seed.ts";

const operator: Actor = { kind: "operator", id: null, name: "Olof Tjärnvik", organisationId: null };
const letter = new TextEncoder().encode("%PDF-1.7\n% En påhittad fullmakt.\n%%EOF\n");
const series = (start: string, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, n) => `${start} ${String(from + n).padStart(2, "0")}`);

type Answer = Parameters<typeof answerOrder>[3];

/** Numbers on their way here in every state that somebody meets, and one that leaves. */
export async function seedPortings(seed: Seed, chief: Actor): Promise<void> {
  const { db, keyring, organisationId, times } = seed;
  const begin = async (numbers: readonly string[], days: number, otherOperator = "Östnät Telefoni AB") => {
    const at = times.before(days, "10:12");
    const wantedDate = earliestPorting(["geographic"], wallClock(at, zone).date);
    const said = { ownerName: firm.title, ownerNumber: "559999-0024", otherOperator, signer: chief.name };
    const input = PortingInput.parse({
      numbers: numbers.map((number) => ({ number })),
      ...said,
      wantedDate,
      wantedTime: "10:00",
    });
    const { id } = await createPorting(db, keyring, { organisationId, ...input }, chief, at);
    return { of: { organisationId, id }, at };
  };
  const submit = async ({ of, at }: Awaited<ReturnType<typeof begin>>, answers: readonly (readonly [days: number, Answer])[]) => {
    await preparePorting(db, of, chief, at);
    await keepSignedCopy(db, keyring, { ...of, name: "Fullmakt.pdf", mediaType: "application/pdf", bytes: letter }, chief, at);
    await submitPorting(db, keyring, of, chief, at);
    const [order] = await listOrdersAbout(db, { organisationId, subjects: [{ kind: "porting", id: of.id }] });
    for (const [days, answer] of answers) {
      await answerOrder(db, keyring, { id: order?.id ?? "", organisations: null }, answer, operator, times.before(days, "14:20"));
    }
  };
  const accepted: Answer = { answer: "progressed", progress: { stage: "accepted" } };
  const at = (instant: Date): Answer => ({ answer: "progressed", progress: { stage: "scheduled", at: instant.toISOString() } });
  const confirmed: Answer = { answer: "confirmed", details: {} };
  const refusal = { code: "owner_mismatch", text: "Hos oss står numret på Björkö Fastighet AB." } as const;
  await submit(await begin(series("0980-319 2", 40, 49), 50), [
    [48, accepted],
    [46, at(times.before(36, "10:00"))],
    [36, confirmed],
  ]);
  await submit(await begin(["031-390 06 80"], 20), [[17, { answer: "refused", refusal }]]);
  await submit(await begin(series("031-390 06", 81, 84), 8), [
    [6, accepted],
    [5, at(times.ahead(6, "10:00"))],
  ]);
  const waits = await begin(["040-628 04 80", "040-628 04 81"], 2, "Sydtel AB");
  await preparePorting(db, waits.of, chief, waits.at);
  await begin(["070-174 06 90"], 1, "Mobilbolaget AB");
}
