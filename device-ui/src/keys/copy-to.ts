import { confirmReach } from "../components/reach-dialog.ts";
import { toast } from "../components/toasts.ts";
import { type KeyPeer, type KeySource, type KeysChange, peerSource, type Subject } from "../data/keys.ts";
import { ApiError } from "../data/problem.ts";
import { errorText } from "../i18n/errors.ts";
import { t } from "../i18n/index.ts";
import { bindingOf, type Edits, inverseOf } from "./draft.ts";

/** Saves keys on another phone or layout, after its reach has been shown, and offers to take it back. */
export async function copyTo(peer: KeyPeer, beside: Subject, edits: Edits): Promise<void> {
  const source = peerSource(peer, beside);
  const change = { set: [...edits.values()].flatMap((data) => (data ? [bindingOf(data)] : [])), clear: [] };
  try {
    const { value, version } = await source.read();
    const reach = source.shared ? await source.reach?.(change, version) : null;
    const heading = t("keys.reach.heading", { name: peer.name });
    if (reach && !(await confirmReach({ heading, action: t("keys.save"), reach }))) return;
    const saved = await source.write(change, version);
    const inverse = inverseOf(source.subjectOf(value), change);
    const text = t("keys.copied_to", { count: change.set.length, name: peer.name });
    toast({ text, undo: () => void takeBack(source, inverse, saved.version) });
  } catch (error) {
    toast({ text: sentence(error), tone: "failed" });
  }
}

async function takeBack(source: KeySource, change: KeysChange, version: string | null): Promise<void> {
  try {
    await source.write(change, version);
    toast({ text: t("keys.taken_back") });
  } catch (error) {
    toast({ text: error instanceof ApiError && error.status === 412 ? t("keys.too_late") : sentence(error), tone: "failed" });
  }
}

function sentence(error: unknown): string {
  return error instanceof ApiError ? errorText(error.code, error.detail) : errorText("internal");
}
