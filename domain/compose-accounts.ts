import type { PhoneModelFacts, PlanSource, SourceAccount } from "./compose-plan.ts";
import { origin, type Resolver } from "./compose-settings.ts";
import type { Misfit, MisfitReason, PlanAccount, Registrar, Sourced } from "./plan.ts";

/** The phone's accounts in order of position; what does not fit, or has no exchange to register with, apart. */
export function composeAccounts(
  source: PlanSource,
  model: PhoneModelFacts,
  say: Resolver,
): { accounts: PlanAccount[]; misfits: Misfit[] } {
  const accounts: PlanAccount[] = [];
  const misfits: Misfit[] = [];
  const registrar = say("exchange.registrar");
  for (const account of [...source.accounts].sort((a, b) => a.position - b.position)) {
    const found = account.registrar ? { value: account.registrar, origin: accountOrigin(source, account) } : known(registrar);
    if (account.position > model.accounts) misfits.push(misfit(source, account, "too_many_accounts"));
    else if (!found) misfits.push(misfit(source, account, "registrar_missing"));
    else accounts.push(planAccount(source, account, found, say));
  }
  return { accounts, misfits };
}

function known(registrar: Sourced<Registrar | null>): Sourced<Registrar> | null {
  return registrar.value === null ? null : { value: registrar.value, origin: registrar.origin };
}

function planAccount(source: PlanSource, account: SourceAccount, registrar: Sourced<Registrar>, say: Resolver): PlanAccount {
  return {
    position: account.position,
    label: accountLabel(account),
    displayName: account.userName ?? accountLabel(account),
    sipUser: account.sipUser,
    authUser: account.authUser,
    password: account.password,
    registrar: registrar.value,
    // An account with a registrar of its own is on another exchange: that exchange's spare and proxy do not serve it.
    backupRegistrar: account.registrar ? null : say("exchange.backupRegistrar").value,
    outboundProxy: account.registrar ? null : say("exchange.outboundProxy").value,
    transport: say("exchange.transport").value,
    srtp: say("exchange.srtp").value,
    expires: say("exchange.expires").value,
    voicemailNumber: say("exchange.voicemailNumber").value || null,
    origin: accountOrigin(source, account),
    exchangeOrigin: registrar.origin,
  };
}

/** What the account is called on the screen: its own label, else its user's name, else the SIP user. */
export function accountLabel(account: SourceAccount): string {
  return account.label ?? account.userName ?? account.sipUser;
}

function accountOrigin(source: PlanSource, account: SourceAccount) {
  return account.userName === null
    ? origin("phone", source.phone.label || source.phone.mac, account)
    : origin("user", account.userName, account);
}

function misfit(source: PlanSource, account: SourceAccount, reason: MisfitReason): Misfit {
  return {
    what: "account",
    place: null,
    position: account.position,
    label: accountLabel(account),
    reason,
    origin: accountOrigin(source, account),
  };
}
