import { askName, type NameQuestion } from "../components/name-dialog.ts";
import { api } from "../data/client.ts";
import { undoToast } from "../data/undo-toast.ts";

type Write = {
  readonly question: Omit<NameQuestion, "run">;
  /** Saves it. @returns `auditId` null: it cannot be taken back */
  readonly write: (name: string) => Promise<{ readonly auditId: string | null }>;
  /** What is said of it afterwards. */
  readonly said: (name: string) => string;
  /** Reads the list anew: also when somebody thought better of it, for another may have changed it. */
  readonly reload: () => unknown;
};

/** Asks for a name, saves something with it, and says so with a way back. */
export async function writeNamed({ question, write, said, reload }: Write): Promise<void> {
  let auditId: string | null = null;
  let called = "";
  const run = async (name: string) => {
    called = name;
    ({ auditId } = await write(name));
  };
  if (await askName({ ...question, run })) undoToast(api, said(called), auditId, reload);
  await reload();
}
