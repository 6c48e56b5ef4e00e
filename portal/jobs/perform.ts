import type { DueItem, JobActor, Perform } from "../../db/job-run.ts";
import type { Job } from "../../db/jobs.ts";
import { changePhone } from "../../db/phone-change.ts";
import { movePhoneTo } from "../../db/phone-move.ts";
import { getLivePhone, type Phone } from "../../db/phone-rows.ts";
import { type Keyring, open } from "../../db/secrets.ts";
import type { Db } from "../../db/types.ts";
import { undoWrite } from "../../db/undo/undo.ts";
import { placeMisfit } from "../../domain/compose-keys.ts";
import { DomainError } from "../../domain/errors.ts";
import { formatPlace, type KeyKind, type KeyPlace } from "../../domain/phone-key.ts";
import { findModel } from "../../templates/index.ts";
import { IntakeItem } from "../intake/plan.ts";
import { payloadContext } from "../intake/run.ts";
import { writeIntake } from "../intake/write.ts";
import { JobChange } from "./change.ts";

/** What a job does to one phone. */
export function performer(keyring: Keyring, now: () => Date): Perform {
  return async (trx, job, item, actor) => {
    if (job.kind === "intake") {
      const sealed = open(keyring, item.payloadSealed ?? "", payloadContext(job.id, item.position));
      const into = { keyring, organisationId: job.organisationId, actor, now: now() };
      return writeIntake(trx, IntakeItem.parse(JSON.parse(sealed)), into);
    }
    if (job.kind === "undo") return takeBack(trx, keyring, job, item, actor, now());
    const wanted = JobChange.parse(job.change);
    const phone = await getLivePhone(trx, { organisationId: job.organisationId, id: item.phoneId ?? "" });
    if (wanted.what === "organisation") {
      await movePhoneTo(trx, keyring, phone, wanted.organisationId, actor, now());
      return "changed";
    }
    if (wanted.what === "key") demandKey(phone, wanted.key);
    return changePhone(trx, phone, wanted, actor, now());
  };
}

async function takeBack(trx: Db, keyring: Keyring, job: Job, item: DueItem, actor: JobActor, now: Date): Promise<"changed"> {
  const of = { organisationId: job.organisationId, id: item.writeId ?? "" };
  // Whoever may take back the job was allowed to do what it did.
  await undoWrite(trx, keyring, of, { access: "all", operator: true }, actor, now);
  return "changed";
}

/** A key for many is one that each of them has. @throws DomainError `key_place_missing`, `key_kind_refused` */
export function demandKey(
  phone: Pick<Phone, "vendor" | "model" | "modules">,
  key: { readonly place: KeyPlace; readonly kind: KeyKind },
): void {
  const model = findModel(phone.vendor, phone.model);
  if (!model) throw new DomainError("model_unknown", { model: phone.model });
  if (placeMisfit(key.place, phone.modules, model))
    throw new DomainError("key_place_missing", { model: model.name, place: formatPlace(key.place) });
  if (!model.keyKinds.includes(key.kind)) throw new DomainError("key_kind_refused", { model: model.name });
}
