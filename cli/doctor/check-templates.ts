import { DomainError } from "../../domain/errors.ts";
import type { BootstrapPlan } from "../../domain/plan.ts";
import { settingDefinitions } from "../../domain/settings.ts";
import { allModels, vendorOf } from "../../templates/index.ts";
import type { PhoneModel } from "../../templates/model.ts";
import { errorText } from "../errors.ts";
import type { Language } from "../sentence.ts";
import { type Finding, finding } from "./findings.ts";

/** Reads the catalogue and renders every model's start files. */
export function checkTemplates(language: Language): Finding[] {
  try {
    const models = allModels();
    const broken = models.flatMap(brokenRoles);
    if (broken.length > 0) return broken.map((detail) => finding("templates", "fail", "template_broken", detail));
    return [
      finding("templates", "ok", "templates_ok", {
        models: models.length,
        vendors: new Set(models.map((one) => one.vendor)).size,
      }),
    ];
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return [finding("templates", "fail", "error", { text: errorText(error, language) })];
  }
}

function brokenRoles(model: PhoneModel): { model: string; role: string }[] {
  const vendor = vendorOf(model.vendor);
  return vendor.roles(model.model).flatMap((role) => {
    try {
      vendor.bootstrap(role, samplePlan(model));
      return [];
    } catch {
      return [{ model: model.name, role }];
    }
  });
}

function samplePlan(model: PhoneModel): BootstrapPlan {
  const origin = { layer: "klyka", name: "built in", by: null, at: null } as const;
  const standard = <T>(value: T) => ({ value, origin });
  return {
    mac: "020000000001",
    vendor: model.vendor,
    modelId: model.model,
    organisationName: "Björkö Bygg AB",
    provisioningUrl: "https://phones.example.se/",
    askAgainNow: false,
    settings: {
      language: standard(settingDefinitions["phone.language"].default),
      timeZone: standard(settingDefinitions["phone.timeZone"].default),
      tones: standard(settingDefinitions["phone.tones"].default),
      ntpServer: standard(settingDefinitions["phone.ntpServer"].default),
      clock24h: standard(settingDefinitions["phone.clock24h"].default),
    },
  };
}
