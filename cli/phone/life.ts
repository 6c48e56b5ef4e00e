import type { Command } from "commander";
import { closeWindow, OpenWindow, openWindow } from "../../db/first-contact.ts";
import {
  AddPhone,
  addPhone,
  ClaimPhone,
  claimPhone,
  type Phone,
  retirePhone,
  SwapPhone,
  setPhoneAccounts,
  swapPhone,
  UpdatePhone,
  updatePhone,
} from "../../db/phones.ts";
import { DomainError } from "../../domain/errors.ts";
import { findModel } from "../../templates/index.ts";
import type { PhoneModel } from "../../templates/model.ts";
import type { App } from "../app.ts";
import { addCommand, needed, text } from "../command.ts";
import { modelByName } from "../model-name.ts";
import { facts } from "../output.ts";
import { parseInput, parseWhole } from "../parse.ts";
import { organisationOption as organisation, resolveOrganisation, resolvePhone } from "../resolve.ts";
import { modulesFor, placeOptions, resolvePlace } from "./phone-options.ts";

/** A phone's life: added or claimed, bound in its window, swapped, retired. */
export function registerLife(group: Command, app: App): void {
  registerArrival(group, app);
  registerWindow(group, app);
  addCommand(group, {
    usage: "assign <mac>",
    summary: "Says whose the phone is, where it stands and what it has. An empty value clears; accounts and modules replace all.",
    examples: ['phone assign 80:5e:c0:12:34:56 --user "Anna Ek" --account 401', 'phone assign 80:5e:c0:12:34:56 --layout ""'],
    options: placeOptions,
    run: async ({ mac }, { module, ...written }) => {
      const { db } = await app.store();
      const phone = await resolvePhone(db, mac);
      const { accounts, ...place } = await resolvePlace(db, phone.organisationId, written);
      const modules = module.length > 0 ? modulesFor(modelOf(phone), module) : undefined;
      const { id, organisationId } = phone;
      const input = parseInput(UpdatePhone, { organisationId, id, modules, ...place });
      const updated = await updatePhone(db, input, app.actor, app.io.now());
      if (accounts) await setPhoneAccounts(db, { organisationId, id, accounts }, app.actor, app.io.now());
      print(app, updated);
    },
  });
  addCommand(group, {
    usage: "swap <mac> <newMac>",
    summary: "A new apparatus takes a broken one's place, of any make: user, accounts, keys and settings move; secrets are new.",
    examples: ['phone swap 80:5e:c0:12:34:56 00:04:13:aa:bb:cc --model "Snom D785"'],
    options: { model: needed("--model <model>", "model of the new one"), module: placeOptions.module },
    run: async ({ mac, newMac }, options) => {
      const { db, keyring } = await app.store();
      const { id, organisationId } = await resolvePhone(db, mac);
      const model = modelByName(options.model);
      const modules = options.module.length > 0 ? modulesFor(model, options.module) : undefined;
      const input = parseInput(SwapPhone, { organisationId, id, mac: newMac, vendor: model.vendor, model: model.model, modules });
      print(app, await swapPhone(db, keyring, input, app.actor, app.io.now()));
    },
  });
  addCommand(group, {
    usage: "retire <mac>",
    summary: "The phone gets nothing any more; its tokens are void, its MAC free to be added again.",
    examples: ["phone retire 80:5e:c0:12:34:56"],
    options: {},
    run: async ({ mac }) => {
      const { db } = await app.store();
      const { id, organisationId } = await resolvePhone(db, mac);
      print(app, await retirePhone(db, { organisationId, id }, app.actor, app.io.now()));
    },
  });
}

function registerArrival(group: Command, app: App): void {
  addCommand(group, {
    usage: "add <mac>",
    summary: "Registers a phone that has not asked yet, for an organisation.",
    examples: ['phone add 80:5e:c0:12:34:56 --model "Yealink T46U" --user "Anna Ek" --account 401 --module EXP43'],
    options: { organisation, model: needed("--model <model>", "as `klyka models` lists it"), ...placeOptions },
    run: async ({ mac }, { organisation: written, model: name, module, ...place }) => {
      const { db, keyring } = await app.store();
      const { id: organisationId } = await resolveOrganisation(db, written);
      const model = modelByName(name);
      const input = parseInput(AddPhone, {
        organisationId,
        mac,
        vendor: model.vendor,
        model: model.model,
        modules: modulesFor(model, module),
        ...(await resolvePlace(db, organisationId, place)),
      });
      print(app, await addPhone(db, keyring, input, app.actor, app.io.now()));
    },
  });
  addCommand(group, {
    usage: "claim <mac>",
    summary: "Gives a phone that was found on the network to an organisation. It still has to prove itself: see `phone window`.",
    examples: ["phone claim 80:5e:c0:12:34:56 --user 401 --account 401"],
    options: { organisation, model: text("--model <model>", "when the phone did not say it itself"), ...placeOptions },
    run: async ({ mac }, { organisation: written, model: name, module, ...place }) => {
      const { db, keyring } = await app.store();
      const { id: organisationId } = await resolveOrganisation(db, written);
      const model = name === undefined ? null : modelByName(name);
      const input = parseInput(ClaimPhone, {
        organisationId,
        mac,
        vendor: model?.vendor ?? null,
        model: model?.model ?? null,
        modules: model ? modulesFor(model, module) : [...module],
        ...(await resolvePlace(db, organisationId, place)),
      });
      print(app, await claimPhone(db, keyring, input, app.actor, app.io.now()));
    },
  });
}

function registerWindow(group: Command, app: App): void {
  addCommand(group, {
    usage: "window <mac>",
    summary:
      "Opens the first-contact window: the first asker with this MAC gets the phone's token. A second one raises an alarm.",
    examples: ["phone window 80:5e:c0:12:34:56", "phone window 80:5e:c0:12:34:56 --minutes 10 --network 10.20.0.0/16"],
    options: {
      minutes: text("--minutes <minutes>", "how long it is open (default 30)"),
      network: text("--network <cidr>", "only from this network"),
    },
    run: async ({ mac }, { minutes, network }) => {
      const { db, keyring } = await app.store();
      const { id: phoneId, organisationId } = await resolvePhone(db, mac);
      const input = parseInput(OpenWindow, {
        organisationId,
        phoneId,
        minutes: parseWhole(minutes ?? "30", "--minutes", 0, 1_000_000),
        network,
      });
      const opened = await openWindow(db, keyring, input, app.actor, app.io.now());
      app.print(opened, () =>
        facts([
          ["window", opened.state],
          ["closes", opened.closesAt],
          ["network", opened.network ?? "any"],
        ]),
      );
    },
  });
  addCommand(group, {
    usage: "close-window <mac>",
    summary: "Closes the first-contact window before its time.",
    examples: ["phone close-window 80:5e:c0:12:34:56"],
    options: {},
    run: async ({ mac }) => {
      const { db } = await app.store();
      const { id: phoneId, organisationId } = await resolvePhone(db, mac);
      await closeWindow(db, { organisationId, phoneId }, app.actor, app.io.now());
      app.print({ closed: phoneId }, () => "closed\n");
    },
  });
}

/** @throws DomainError `model_unknown` when the phone's model is not (or no longer) in the catalogue */
export function modelOf(phone: Phone): PhoneModel {
  const model = phone.vendor && phone.model ? findModel(phone.vendor, phone.model) : null;
  if (!model) throw new DomainError("model_unknown", { model: phone.model });
  return model;
}

function print(app: App, phone: Phone): void {
  app.print(phone, () =>
    facts([
      ["mac", phone.mac],
      ["model", phone.vendor && `${phone.vendor} ${phone.model}`],
      ["label", phone.label],
      ["state", phone.state],
      ["modules", phone.modules.join(", ")],
      ["revision", phone.revision],
      ["id", phone.id],
    ]),
  );
}
