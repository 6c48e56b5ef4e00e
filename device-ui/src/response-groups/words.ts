import { destinationText } from "../calls/destination.ts";
import type { AnnouncementView } from "../data/announcements.ts";
import { isMessageKey, type PlainKey, t } from "../i18n/index.ts";
import type { GroupForm, WayForm } from "./draft.ts";

/** What the fields of a response group are called, and what they say, in words. */
type FieldKey = Extract<PlainKey, `log.field.${string}`>;
const isField = (key: string): key is FieldKey => key.startsWith("log.field.") && isMessageKey(key);

export function fieldName(name: string): string {
  const key = `log.field.${name}`;
  return isField(key) ? t(key) : name;
}

/** @param announcements by id */
export function fieldText(name: string, form: GroupForm, announcements: ReadonlyMap<string, AnnouncementView>): string {
  const heard = (id: string | null) => (id === null ? t("log.value.none") : (announcements.get(id)?.name ?? t("log.value.gone")));
  const way = (one: WayForm | null) => (one?.chosen ? destinationText(one.chosen) : t("log.value.none"));
  const yes = (said: boolean) => t(said ? "log.value.yes" : "log.value.no");
  switch (name) {
    case "distribution":
      return t(`log.value.distribution.${form.distribution}`);
    case "presentation":
      return t(`log.value.presentation.${form.presentation}`);
    case "ringSeconds":
    case "wrapUpSeconds":
      return t("answer.seconds", { seconds: form[name] });
    case "comfortSeconds":
      return form.comfortId === null ? t("log.value.none") : t("answer.seconds", { seconds: form.comfortSeconds });
    case "maxQueue":
      return form.limited ? form.maxQueue : t("answer.unlimited");
    case "welcomeId":
    case "comfortId":
    case "musicId":
      return heard(form[name]);
    case "saysPosition":
    case "ringsDiverted":
    case "confirmsOnMobile":
      return yes(form[name]);
    case "full":
      return way(form.limited ? form.full : null);
    case "nobody":
      return way(form.nobody);
    case "redirects": {
      const steps = form.redirects.map((step) => t("answer.step", { seconds: step.afterSeconds, to: way(step) }));
      return steps.length === 0 ? t("log.value.none") : steps.join(", ");
    }
    case "name":
    case "displayName":
    case "number":
    case "extension":
    case "presentationNumber":
    case "presentationPrefix":
      return form[name].trim() || t("log.value.none");
    default:
      return "";
  }
}

/** `Ringtid: 20 s → 15 s`. */
export function changeText(
  name: string,
  before: GroupForm,
  after: GroupForm,
  announcements: ReadonlyMap<string, AnnouncementView>,
): string {
  return t("answer.change", {
    field: fieldName(name),
    before: fieldText(name, before, announcements),
    after: fieldText(name, after, announcements),
  });
}
