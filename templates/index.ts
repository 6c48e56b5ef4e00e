import { DomainError } from "../domain/errors.ts";
import type { VendorId } from "../domain/plan.ts";
import { loadCatalogue } from "./catalogue.ts";
import { certificateMac } from "./certificate-subject.ts";
import type { PhoneRequest, Recognised, Vendor } from "./contract.ts";
import type { PhoneModel } from "./model.ts";
import { vendor as polycom } from "./polycom/index.ts";
import { methodKind } from "./request-method.ts";
import { decodeFileName, macIn } from "./request-path.ts";
import { vendor as snom } from "./snom/index.ts";
import { vendor as yealink } from "./yealink/index.ts";

/** The makes that Klyka speaks, in the order in which a request is shown to them. */
export const vendors: readonly Vendor[] = [yealink, snom, polycom];

const byId = new Map(vendors.map((vendor) => [vendor.id, vendor]));

/** The vendor with this id; every `VendorId` has one. */
export function vendorOf(id: VendorId): Vendor {
  const vendor = byId.get(id);
  if (!vendor) throw new DomainError("model_unknown", { vendor: id });
  return vendor;
}

let loaded: ReadonlyMap<string, PhoneModel> | null = null;

function catalogue(): ReadonlyMap<string, PhoneModel> {
  loaded ??= new Map(loadCatalogue().map((model) => [`${model.vendor} ${model.model}`, model]));
  return loaded;
}

/** Every model that Klyka knows. Read once; throws `catalogue_invalid` when a data file is wrong. */
export function allModels(): readonly PhoneModel[] {
  return [...catalogue().values()];
}

/** The model's data, or null when the catalogue has no such model. */
export function findModel(vendor: VendorId, model: string): PhoneModel | null {
  return catalogue().get(`${vendor} ${model}`) ?? null;
}

/**
 * Reads a phone's request: what make, model and phone it comes from, and what it wants. Pure and total: any bytes
 * give an answer. Each vendor is asked whether something in the request points to it; the first that says so decides.
 */
export function recogniseRequest(request: PhoneRequest): Recognised {
  for (const vendor of vendors) {
    const recognised = vendor.recognise(request);
    if (recognised) return recognised;
  }
  return recogniseNobody(request);
}

/** No make is named: a bare `<mac>.cfg` still names a phone, which the database may know. */
function recogniseNobody(request: PhoneRequest): Recognised {
  const file = decodeFileName(request.path);
  const fileMac = file === null ? null : macIn(file);
  const certificate = certificateMac(request.certificateSubject);
  const mac = fileMac ?? certificate;
  const kind = methodKind(request.method);
  const phoneFile = kind === "read" && fileMac !== null && file !== null && /^[0-9a-f]{12}\.(cfg|xml)$/.test(file);
  return {
    vendor: null,
    model: null,
    mac,
    firmware: null,
    hardware: null,
    wants: kind === "write" && fileMac !== null ? "upload" : phoneFile ? "phone" : "unknown",
    file: file ?? "",
    macConflict: fileMac !== null && certificate !== null && fileMac !== certificate,
  };
}
