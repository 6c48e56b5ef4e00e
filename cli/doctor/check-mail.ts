import { existsSync } from "node:fs";
import { countMessages } from "../../db/message-outbox.ts";
import { DomainError } from "../../domain/errors.ts";
import { SendFault } from "../../portal/messages/send-fault.ts";
import { smtpMailer } from "../../portal/messages/smtp.ts";
import type { Settings } from "../../process/settings.ts";
import { databaseOptions } from "../../process/store.ts";
import type { App } from "../app.ts";
import { checkSms } from "./check-sms.ts";
import { type Finding, finding } from "./findings.ts";

/** Reaches the mail server, goes over to TLS and signs in, without sending anything; the same with SMS; and what waits in the outbox. */
export async function checkMail(app: App, settings: Settings): Promise<Finding[]> {
  const { smtpUrl, mailFrom } = settings;
  const others = [...(await checkSms(settings)), ...(await checkOutbox(app, settings))];
  if (smtpUrl === null || mailFrom === null) return [finding("mail", "ok", "mail_none"), ...others];
  const where = { host: smtpUrl.host, port: smtpUrl.port };
  const found = await smtpMailer(smtpUrl, mailFrom)
    .check()
    .then(() => finding("mail", "ok", "mail_ok", where))
    .catch((error: unknown) => {
      if (!(error instanceof SendFault)) throw error;
      return finding("mail", "fail", "mail_refused", { ...where, code: error.code });
    });
  return [found, ...others];
}

async function checkOutbox(app: App, settings: Settings): Promise<Finding[]> {
  const options = databaseOptions(settings);
  if ("file" in options && !existsSync(options.file)) return [];
  try {
    const { waiting, givenUp } = await countMessages((await app.store()).db, new Date());
    return givenUp > 0 ? [finding("mail", "warn", "mail_given_up", { givenUp, waiting })] : [];
  } catch (error) {
    // A database that cannot be opened is told of by its own check.
    if (error instanceof DomainError) return [];
    throw error;
  }
}
