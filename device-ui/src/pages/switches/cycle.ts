import { confirm } from "../../components/confirm-dialog.ts";
import { toast } from "../../components/toasts.ts";
import { api } from "../../data/client.ts";
import { cyclePort, type PortView, type SwitchView } from "../../data/switches.ts";
import { failureText } from "../../i18n/failure.ts";
import { t } from "../../i18n/index.ts";
import { seatShown, seatText } from "./words.ts";

/**
 * Asks twice before the power of a port is taken away: what happens, and whether it is the right port.
 *
 * @returns the switch as it is then; null: thought better of it
 */
export async function askCycle(at: { readonly id: string; readonly name: string }, port: PortView): Promise<SwitchView | null> {
  const seat = seatShown(port);
  const who = seat ? seatText(seat) : t("switches.port.nobody");
  const sure = await confirm({
    heading: t("switches.cycle.ask", { port: port.name }),
    effects: [
      seat ? t("switches.cycle.effect.phone", { who }) : t("switches.cycle.effect.empty"),
      t("switches.cycle.effect.time"),
      t("switches.cycle.effect.log"),
    ],
    action: t("switches.cycle.next"),
  });
  if (!sure) return null;
  let done: SwitchView | null = null;
  await confirm({
    heading: t("switches.cycle.again"),
    text: t("switches.cycle.again.text", { switch: at.name, port: port.name, who }),
    action: t("switches.cycle.do"),
    danger: true,
    run: async () => {
      const here = port.phones.find(({ goneAt }) => goneAt === null);
      done = (await cyclePort(api, at.id, port.port, here?.mac ?? null)).value;
    },
    failure: failureText,
  });
  if (done !== null) toast({ text: t("switches.cycle.asked", { port: port.name }) });
  return done;
}
