import { html, nothing, type TemplateResult } from "lit";
import { confirm } from "../components/confirm-dialog.ts";
import { toast } from "../components/toasts.ts";
import { api, session } from "../data/client.ts";
import { type PortingView, stepPortOut } from "../data/portings.ts";
import { failureText } from "../i18n/failure.ts";
import { formatNumber } from "../i18n/format.ts";
import { t } from "../i18n/index.ts";
import { numbersText, plainWhen } from "./words.ts";

/** Of numbers that leave: what that means before they have, and for operator staff what became of it. */
export function outNow(porting: PortingView, changed: () => void): TemplateResult | typeof nothing {
  if (porting.state !== "scheduled") return nothing;
  const fixed = porting.numbers.filter(({ number, user }) => user !== null && !/^\+467[02369]/.test(number));
  return html`<div class="notice waiting">
      <p>${t("portings.out.leaves", { when: plainWhen(porting) })}</p>
      ${fixed.map(({ number, user }) => html`<p>${t("portings.out.sign_in", { user: user?.name ?? "", number: formatNumber(number) })}</p>`)}
    </div>
    ${
      session.current?.operating
        ? html`<div class="row">
            <button class="button filled" type="button" @click=${() => settle(porting, "done", changed)}>${t("portings.out.done")}</button>
            <button class="button" type="button" @click=${() => settle(porting, "cancel", changed)}>${t("portings.out.stopped")}</button>
          </div>`
        : nothing
    }`;
}

async function settle(porting: PortingView, step: "done" | "cancel", changed: () => void): Promise<void> {
  const numbers = numbersText(porting);
  const done = step === "done";
  const run = async () => void (await stepPortOut(api, porting, step));
  const heading = done ? t("portings.out.done.heading", { numbers }) : t("portings.out.stopped.heading", { numbers });
  const effects = [t(done ? "portings.out.done.effect" : "portings.out.stopped.effect")];
  const action = t(done ? "portings.out.done" : "portings.out.stopped");
  if (!(await confirm({ heading, effects, action, danger: done, run, failure: failureText }))) return;
  toast({ text: t(done ? "portings.out.done.said" : "portings.out.stopped.effect") });
  changed();
}
