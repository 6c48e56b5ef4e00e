import { DomainError } from "../domain/errors.ts";
import { isSettingName, settingDefinitions } from "../domain/settings.ts";

/**
 * A setting's value as it is typed: text, JSON, yes or no, a list with commas, or host:port; the first that the
 * setting accepts.
 *
 * @throws DomainError `setting_unknown`, `setting_invalid`
 */
export function parseSettingValue(name: string, written: string): unknown {
  if (!isSettingName(name)) throw new DomainError("setting_unknown", { name });
  const { schema } = settingDefinitions[name];
  const readings = readingsOf(written);
  for (const reading of readings) if (schema.safeParse(reading).success) return reading;
  const reason = schema.safeParse(written).error?.issues[0]?.message ?? "";
  throw new DomainError("setting_invalid", { name, reason, value: written });
}

function readingsOf(written: string): unknown[] {
  const readings: unknown[] = [written];
  const word = /^(yes|no|on|off)$/i.exec(written)?.[1]?.toLowerCase();
  if (word !== undefined) readings.push(word === "yes" || word === "on");
  readings.push(written.split(",").map((part) => part.trim()));
  try {
    readings.push(JSON.parse(written));
  } catch {
    // Not JSON: the other readings stand.
  }
  const [, host, port] = /^(\[[0-9A-Fa-f:.]+\]|[^:\s]+)(?::(\d{1,5}))?$/.exec(written) ?? [];
  if (host !== undefined) readings.push({ host, port: port === undefined ? null : Number(port) });
  return readings;
}
