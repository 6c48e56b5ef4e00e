import { css, html } from "lit";
import { Plus, Undo2 } from "lucide";
import "../../src/components/date-time-entry.ts";
import { KlykaElement } from "../../src/components/element.ts";
import { areaField, checkField, passwordField, segmentField, selectField, textField } from "../../src/components/fields.ts";
import { icon } from "../../src/components/icon.ts";
import "../../src/components/person-avatar.ts";
import "../../src/components/search-combobox.ts";
import type { FindOptions } from "../../src/components/search-combobox.ts";
import { badge, state } from "../../src/components/states.ts";
import "../../src/components/tab-set.ts";
import { pageStyles } from "../../src/pages/page-styles.ts";
import { buttons, fields, shared, states, surfaces } from "../../src/style/controls.ts";
import { people } from "./people.ts";

const findPerson: FindOptions = async (query) => {
  if (query === "fel") throw new Error("unreachable");
  const wanted = people(24).filter(({ name }) => name.toLowerCase().includes(query.toLowerCase()));
  const options = wanted.slice(0, 8).map(({ id, name, number }) => ({ key: id, title: name, detail: number, person: true }));
  return [{ title: "Användare", options }];
};

/** Every control once, as it rests, as it is wrong and as it is shut. */
export class ControlsPart extends KlykaElement {
  override render() {
    return html`<div class="page-head"><h1>Kontroller</h1><p class="soft">Allt som en sida är byggd av.</p></div>
      <section class="surface panel" aria-label="Knappar">
        <div class="row">
          <button class="button filled" type="button">Skicka till telefonen</button>
          <button class="button" type="button">${icon(Undo2, 18)}Ångra</button>
          <button class="button quiet" type="button">Visa mer</button>
          <button class="button danger" type="button">Avsluta användaren</button>
          <button class="button filled" type="button" disabled>Spara</button>
          <button class="button icon-only" type="button" aria-label="Lägg till">${icon(Plus)}</button>
        </div>
        <div class="row">
          <button class="chip" type="button" aria-pressed="true">Alla grupper</button>
          <button class="chip" type="button" aria-pressed="false">Mex och Ej Mex</button>
          <button class="chip" type="button" aria-pressed="false">Även avslutade</button>
        </div>
        <div class="row">
          ${state("live", "Nåbar")} ${state("waiting", "Möte till 15:00")} ${state("stop", "I samtal")} ${state("off", "Semester till mån 7 dec")}
        </div>
        <div class="row">
          ${badge("live", "i fas")} ${badge("waiting", "2 ändringar väntar")} ${badge("stop", "Slutar 30 nov")} ${badge("off", "Ny", false)}
          <person-avatar name="Anna Ek"></person-avatar><person-avatar name="Lars-Åke Svensson"></person-avatar>
        </div>
      </section>
      <form class="surface panel two" aria-label="Fält" novalidate>
        ${textField({ name: "name", label: "Namn", value: "Eva Lund", autocomplete: "name" })}
        ${textField({ name: "mobile", label: "Mobilnummer", value: "070-174", type: "tel", errors: [{ field: "mobile", code: "number_invalid", detail: {} }] })}
        ${passwordField({ name: "password", label: "Lösenord", value: "", autocomplete: "new-password", hint: "Minst 12 tecken. Flera ord går bra." })}
        ${selectField({
          name: "reason",
          label: "Orsak",
          value: "meeting",
          choices: [
            { value: "lunch", label: "Lunch" },
            { value: "meeting", label: "Möte" },
          ],
        })}
        ${segmentField({
          name: "profile",
          label: "Mobilprofil",
          value: "external",
          hint: "Ej Mex: privat eller annan operatör. Växeln kan ringa mobilen men inte stänga den vid hänvisning.",
          choices: [
            { value: "mex", label: "Mex" },
            { value: "external", label: "Ej Mex" },
          ],
        })}
        <div class="stack">
          ${checkField({ name: "group", label: "Inloggad i Växel", checked: true, kind: "switch" })}
          ${checkField({ name: "duty", label: "Inloggad i Jour", checked: false, kind: "switch" })}
          ${checkField({ name: "softphone", label: "Mjuktelefon", checked: true })}
        </div>
        <date-time-entry name="until" label="Åter" value="2026-11-27T08:00" .now=${new Date("2026-11-22T13:03:00Z")}></date-time-entry>
        <search-combobox
          name="holder"
          label="Vem telefonen tillhör"
          hint="Namn eller nummer."
          .find=${findPerson}
          .free=${(typed: string) => (/^\d{3,}$/.test(typed) ? { key: typed, title: typed, detail: "Fritt nummer" } : null)}
        ></search-combobox>
        ${areaField({ name: "note", label: "Anteckning", value: "", hint: "Syns bara för kollegor." })}
      </form>
      <section class="surface panel wide" aria-label="Flikar">
        <tab-set
          label="Telefonen"
          active="file"
          .tabs=${[
            { key: "change", label: "Vad som ändras" },
            { key: "file", label: "Filen, rad för rad" },
            { key: "journal", label: "Händelser" },
          ]}
        >
          <p slot="change">Två knappar.</p>
          <pre slot="file" tabindex="0" aria-label="Filen">linekey.7.type = 16
linekey.7.label = Eva Lund</pre>
          <p slot="journal">Hämtad 13:41.</p>
        </tab-set>
        <tab-set
          look="pills"
          label="Användaren"
          active="number"
          .tabs=${["Användare", "Roll", "Nummer", "Extra", "Deaktivering", "Avancerat"].map((label, at) => ({ key: at === 2 ? "number" : `k${at}`, label }))}
        ></tab-set>
        <p class="notice waiting"><strong>Jonas och Sara är inloggade men ingen svarar</strong> medan det är stängt.</p>
        <p class="notice"><strong>Visas på 6 telefoner.</strong> Byter du namn eller nummer hämtar de nya knappar.</p>
      </section>`;
  }

  static override styles = [
    shared,
    buttons,
    fields,
    states,
    surfaces,
    pageStyles,
    css`
      .panel {
        margin-bottom: 16px;
      }
      .two {
        grid-template-columns: repeat(auto-fit, minmax(min(280px, 100%), 1fr));
        justify-items: stretch;
        align-items: start;
      }
      .wide {
        justify-items: stretch;
      }
      tab-set {
        min-width: 0;
      }
      pre {
        margin: 0;
        font: 400 var(--size-small) / 1.7 var(--mono);
        overflow: auto;
      }
    `,
  ];
}
customElements.define("controls-part", ControlsPart);
