import { getOrganisation } from "../db/organisations.ts";
import { bodyHash, type Keyring } from "../db/secrets.ts";
import { listSettings, type Setting } from "../db/settings.ts";
import type { Db } from "../db/types.ts";
import type { BootstrapPlan, Layer, Origin, Sourced, VendorId } from "../domain/plan.ts";
import { isSettingName, type SettingName, type SettingValues, settingDefinitions } from "../domain/settings.ts";
import { vendorOf } from "../templates/index.ts";
import { type Body, plainBody } from "./variant.ts";

export type BootstrapAsk = {
  readonly vendor: VendorId;
  readonly model: string | null;
  readonly role: string;
  readonly mac: string | null;
  readonly organisationId: string;
  /** What stands behind the base address: `p/<token>/`, `o/<token>/` or nothing. */
  readonly path: string;
  readonly askAgainNow: boolean;
};

type Facts = {
  readonly title: string;
  /** Ends in `/`. */
  readonly base: string;
  readonly settings: BootstrapPlan["settings"];
};

/** A setting that touches no phone is in no change feed: what is known of an organisation is believed so long, milliseconds. */
const factsAge = 2_000;

/** Makes the files for askers that have not proved themselves: nothing secret goes in, but a first-contact token. */
export class Bootstrapper {
  readonly #db: Db;
  readonly #keyring: Keyring;
  readonly #publicUrl: string;
  readonly #facts = new Map<string, { readonly at: number; readonly facts: Promise<Facts> }>();

  constructor(db: Db, keyring: Keyring, publicUrl: string) {
    this.#db = db;
    this.#keyring = keyring;
    this.#publicUrl = publicUrl;
  }

  /** Null: this make has no start file of that role. Rejects when the database is away. */
  async make(ask: BootstrapAsk): Promise<Body | null> {
    const facts = await this.#factsOf(ask.organisationId);
    const rendered = vendorOf(ask.vendor).bootstrap(ask.role, {
      mac: ask.mac,
      vendor: ask.vendor,
      modelId: ask.model,
      organisationName: facts.title,
      provisioningUrl: `${facts.base}${ask.path}`,
      askAgainNow: ask.askAgainNow,
      settings: facts.settings,
    });
    if (!rendered) return null;
    const body = Buffer.from(rendered.body);
    return plainBody(body, rendered.contentType, `"${bodyHash(this.#keyring, body).slice(0, 32)}"`);
  }

  /** @param organisationId null: all */
  forget(organisationId: string | null): void {
    if (organisationId === null) this.#facts.clear();
    else this.#facts.delete(organisationId);
  }

  #factsOf(organisationId: string): Promise<Facts> {
    const now = performance.now();
    const known = this.#facts.get(organisationId);
    if (known && now - known.at < factsAge) return known.facts;
    const facts = this.#load(organisationId);
    this.#facts.set(organisationId, { at: now, facts });
    facts.catch(() => this.#facts.delete(organisationId));
    return facts;
  }

  async #load(organisationId: string): Promise<Facts> {
    const organisation = await getOrganisation(this.#db, { id: organisationId });
    const layers = [
      { layer: "operator" as const, name: "Klyka", said: await listSettings(this.#db, { layer: "operator" }) },
      {
        layer: "organisation" as const,
        name: organisation.title,
        said: await listSettings(this.#db, { layer: "organisation", organisationId }),
      },
    ];
    const say = <K extends SettingName>(name: K): Sourced<SettingValues[K]> => resolve(name, layers);
    const base = say("provisioning.url").value || this.#publicUrl;
    return {
      title: organisation.title,
      base: base.endsWith("/") ? base : `${base}/`,
      settings: {
        language: say("phone.language"),
        timeZone: say("phone.timeZone"),
        tones: say("phone.tones"),
        ntpServer: say("phone.ntpServer"),
        clock24h: say("phone.clock24h"),
      },
    };
  }
}

type LayerSaid = { readonly layer: Layer; readonly name: string; readonly said: readonly Setting[] };

/** The last layer that says it wins; a value that no longer fits its schema counts as not said. */
function resolve<K extends SettingName>(name: K, layers: readonly LayerSaid[]): Sourced<SettingValues[K]> {
  const definition = settingDefinitions[name];
  let found: Sourced<SettingValues[K]> = { value: definition.default, origin: origin("klyka", "Klyka", null) };
  for (const { layer, name: layerName, said } of layers)
    for (const setting of said) {
      if (setting.vendor !== null || setting.name !== name || !isSettingName(setting.name)) continue;
      const parsed = definition.schema.safeParse(setting.value);
      if (parsed.success) found = { value: parsed.data, origin: origin(layer, layerName, setting) };
    }
  return found;
}

function origin(layer: Layer, name: string, setting: Setting | null): Origin {
  return { layer, name, by: setting?.updatedBy ?? null, at: setting?.updatedAt ?? null };
}
