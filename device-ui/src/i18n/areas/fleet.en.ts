import type { Message } from "../message.ts";
import type { fleetSv } from "./fleet.sv.ts";

/** The same in English. */
export const fleetEn: Readonly<Record<keyof typeof fleetSv, Message>> = {
  "fleet.title": "The fleet",
  "fleet.all_current": "All {count} phones are in step.",
  "fleet.one_current": "The phone is in step.",
  "fleet.behind": { one: "{count} of {all} phones is not in step.", other: "{count} of {all} phones are not in step." },
  "fleet.none": "There are no desk phones here yet.",
  "fleet.none.do": "Connect the first one",
  "fleet.column": "Standing",
  "fleet.column.since": "Since",
  "fleet.column.about": "Detail",
  "fleet.filter": "Any standing",
  "fleet.filter.behind": "Not in step",
  "fleet.state.current": "In step",
  "fleet.state.waiting": "Waiting",
  "fleet.state.stopped": "Needs you",
  "fleet.reasons": "Why",
  "fleet.show_current": "In step",
  "fleet.list": "Phones that are not in step",
  "fleet.list.current": "Phones in step",
  "fleet.empty": "No phone is waiting for anything. They have fetched all that they should have.",
  "fleet.week": "Not in step, the last seven days",
  "fleet.week.most": "At most {count}, {when}.",
  "fleet.week.none": "No phones behind in all that time.",
  "fleet.since": "since {when}",
  "fleet.act.resync": { one: "Ask {count} phone to fetch now", other: "Ask {count} phones to fetch now" },
  "fleet.act.resync.heading": { one: "Ask {count} phone to fetch now?", other: "Ask {count} phones to fetch now?" },
  "fleet.act.resync.text":
    "They are told by the exchange, one site after the other, so that the line is not filled. A phone in a call reloads when the call is over.",
  "fleet.act.resync.do": "Ask them to fetch",
  "fleet.act.resync.started": { one: "{count} phone will be told to fetch.", other: "{count} phones will be told to fetch." },
  "fleet.act.found": "To new phones",
  "fleet.act.firmware": "To firmware",
  "fleet.organisations": "Most phones not in step",
  "fleet.organisation.behind": { one: "{count} of {all}", other: "{count} of {all}" },

  "fleet.reason.in_use": "In step",
  "fleet.reason.delivered": "In step",
  "fleet.reason.preparing": "Files being made",
  "fleet.reason.not_fetched": "Not fetched",
  "fleet.reason.updating": "Changing firmware",
  "fleet.reason.silent": "Not heard of",
  "fleet.reason.unreached": "Not reached by the exchange",
  "fleet.reason.never_asked": "Never heard of",
  "fleet.reason.unproved": "Cannot prove itself",
  "fleet.reason.render_failed": "File cannot be made",
  "fleet.reason.model_unknown": "Unknown model",
  "fleet.reason.model_other": "Is another model",
  "fleet.reason.overridden": "Changed at the phone",
  "fleet.reason.firmware_other": "Other firmware",
  "fleet.reason.firmware_unsaid": "Unknown firmware",
  "fleet.reason.unregistered": "Not registered",
  "fleet.reason.unheard": "Silent for long",

  "fleet.why.in_use": "The phone has fetched what it should have, and has been heard of since.",
  "fleet.why.delivered": "The phone has fetched what it should have. It has not been heard of again yet.",
  "fleet.why.preparing": "Something has been changed, and the phone's files are being made.",
  "fleet.why.not_fetched":
    "There is something new to fetch. The phone does so when it asks the next time, or when you ask it to.",
  "fleet.why.updating": "The phone has been told which firmware it should have, and is changing to it.",
  "fleet.why.silent":
    "The phone should have been heard of long ago. It is probably off or without a network, and fetches by itself when it starts.",
  "fleet.why.unreached":
    "The exchange did not find the phone when it was to be told to fetch. It is probably off or without a network, and fetches by itself when it starts.",
  "fleet.why.never_asked":
    "The phone has been added and has never asked for its files. Is it connected, and does it know where to ask?",
  "fleet.why.unproved":
    "Somebody asked in the phone's name, from the phone's address, without its proof. That is so when a phone has been reset. Open the phone and its first-contact window.",
  "fleet.why.render_failed":
    "The files cannot be made with what is set. The phone keeps the last ones that worked. Take back what was changed last, or see the fault on the phone's page.",
  "fleet.why.model_unknown": "The model is not in the catalogue. Change the phone's model.",
  "fleet.why.model_other":
    "The phone says that it is another model than it was added as, so that keys come out wrong. Open the phone and change its model.",
  "fleet.why.overridden":
    "Somebody has set something at the phone itself, and that goes before what stands here. Set the value here, or clear the phone's own settings.",
  "fleet.why.firmware_other":
    "The phone runs another firmware than it should, though it has had the time to change. Ask it to fetch again, or restart it.",
  "fleet.why.firmware_unsaid":
    "The phone should have a certain firmware, and has not said which one it runs. Over TFTP phones do not say.",
  "fleet.why.unregistered":
    "The phone has fetched what it should have, but the exchange does not know it. Is it on, and is the account's password right?",
  "fleet.why.unheard":
    "The phone had everything when it was heard of the last time, but should have asked several times since. It is probably off or has been replaced.",

  "fleet.about.file": "The file {role} could not be made ({code}).",
  "fleet.about.model": "It says that it is {model}.",
  "fleet.about.firmware": "Should have {wanted}, runs {runs}.",
  "fleet.about.firmware_wanted": "Should have {wanted}.",
  "fleet.about.parameters": "Set at the phone: {names}.",
};
