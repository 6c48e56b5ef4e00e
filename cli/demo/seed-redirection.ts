import { CreateRedirectionAccount, createRedirectionAccount } from "../../db/redirection-accounts.ts";
import { registerEvery } from "../../db/redirection-asks.ts";
import { type DueRedirection, noteRedirection, type Tried, takeDueRedirections } from "../../db/redirection-queue.ts";
import { writeTest } from "../../db/redirection-tests.ts";
import type { Actor } from "../../db/types.ts";
import type { Seed } from "./seed.ts";

const operator: Actor = { kind: "operator", id: null, name: "Olof Tjärnvik", organisationId: null };
const accepted = (answer: string): Omit<Tried, "urlHash"> => ({
  ...{ fault: null, status: 200, answer, state: "registered", asked: null },
});
const taken: Omit<Tried, "urlHash"> = {
  ...{ fault: "elsewhere", status: 200, state: "elsewhere", asked: null },
  answer:
    '<?xml version="1.0"?>\n<methodResponse><params><param><value><array><data>\n<value><boolean>0</boolean></value>\n<value><string>Error:Registered elsewhere</string></value>\n</data></array></value></param></params></methodResponse>',
};

/** Accounts at two makers, whose addresses are nobody's: nothing leaves the demo. Most phones are registered, one is somebody else's there. */
export async function seedRedirection(seed: Seed): Promise<void> {
  const { db, keyring, times } = seed;
  const at = times.before(12, "13:40");
  const add = async (say: Pick<CreateRedirectionAccount, "kind" | "name" | "url">) => {
    const access = { organisationId: null, userName: "nordkabel", secret: "påhittad-hemlighet-i-demon" };
    const input = CreateRedirectionAccount.parse({ ...say, ...access });
    const { id } = await createRedirectionAccount(db, keyring, input, operator, at);
    await writeTest(db, id, at.toISOString(), { fault: null, status: 200, answer: "" }, times.before(12, "13:41"));
    await registerEvery(db, { id, whose: null }, operator, times.before(12, "13:45"));
    return id;
  };
  await add({ kind: "snom_sraps", name: "Snom SRAPS", url: "https://sraps.example.se/api/v1/" });
  const yealink = await add({ kind: "yealink_rps", name: "Yealink RPS", url: "https://rps.example.se/xmlrpc/" });
  const answered = times.before(12, "13:46");
  const due = await takeDueRedirections(db, answered, 200);
  const last = due.findLast(({ accountId }) => accountId === yealink);
  const answerTo = (one: DueRedirection) =>
    one === last ? taken : accepted(one.accountId === yealink ? "Ok" : '{"autoprovisioning_enabled": true}');
  // Without the address they were registered with: else they would be registered anew, at nobody's.
  for (const one of due) await noteRedirection(db, one, { ...answerTo(one), urlHash: null }, 0.5, answered);
}
