/**
 * Why an asker got what it got. The code is kept in the journal and never changes its meaning; the sentences are for
 * people. A code says nothing that the answer itself would tell an asker.
 */
export const reasons = {
  token_valid: { en: "The phone asked with its own token.", sv: "Telefonen frågade med sin egen nyckel." },
  token_previous: {
    en: "The phone asked with its previous token, valid until the new one is used.",
    sv: "Telefonen frågade med sin förra nyckel, som gäller tills den nya används.",
  },
  certificate_match: {
    en: "The phone's factory certificate names the requested MAC address.",
    sv: "Telefonens fabrikscertifikat anger den efterfrågade MAC-adressen.",
  },
  digest_valid: {
    en: "The phone gave its HTTP digest credentials.",
    sv: "Telefonen angav sina inloggningsuppgifter (HTTP digest).",
  },
  digest_previous: {
    en: "The phone gave its previous HTTP digest credentials, valid until the new ones are used.",
    sv: "Telefonen angav sina förra inloggningsuppgifter (HTTP digest), som gäller tills de nya används.",
  },
  ldap_valid: {
    en: "The phone signed in to the directory with its own password.",
    sv: "Telefonen loggade in i katalogen med sitt eget lösenord.",
  },
  ldap_refused: {
    en: "Sign-in to the directory with a wrong name or password.",
    sv: "Inloggning i katalogen med fel namn eller lösenord.",
  },
  network_trusted: {
    en: "The phone asked from a network that its organisation trusts.",
    sv: "Telefonen frågade från ett nät som företaget litar på.",
  },
  network_bootstrap: {
    en: "The asker is in a trusted network, but no phone of the organisation: start file without secrets.",
    sv: "Frågan kom från ett betrott nät men inte från någon av företagets telefoner: startfil utan hemligheter.",
  },
  organisation_bootstrap: {
    en: "The organisation's token said whose the phone is: start file without secrets.",
    sv: "Företagets nyckel sade vems telefonen är: startfil utan hemligheter.",
  },
  pnp_told: {
    en: "The phone looked for a server on its network (PnP) and was told where to ask.",
    sv: "Telefonen sökte en server på sitt nät (PnP) och fick veta var den ska fråga.",
  },
  window_first: {
    en: "First asker in the open first-contact window: got the phone's token.",
    sv: "Först ut i det öppna fönstret för första kontakt: fick telefonens nyckel.",
  },
  window_taken: {
    en: "Somebody else had already asked in the first-contact window.",
    sv: "Någon annan hade redan frågat i fönstret för första kontakt.",
  },
  window_network: {
    en: "The first-contact window is for another network.",
    sv: "Fönstret för första kontakt gäller ett annat nät.",
  },
  window_used: {
    en: "The token of the first-contact window had already been used.",
    sv: "Nyckeln från fönstret för första kontakt var redan använd.",
  },
  mac_conflict: {
    en: "Path and user agent name different MAC addresses.",
    sv: "Sökväg och user agent anger olika MAC-adresser.",
  },
  token_unknown: { en: "The token in the path is no phone's.", sv: "Nyckeln i sökvägen hör inte till någon telefon." },
  token_other_phone: {
    en: "The token is another phone's than the requested MAC address.",
    sv: "Nyckeln hör till en annan telefon än den efterfrågade MAC-adressen.",
  },
  certificate_other_phone: {
    en: "The factory certificate names another MAC address than the request.",
    sv: "Fabrikscertifikatet anger en annan MAC-adress än den efterfrågade.",
  },
  digest_missing: { en: "No HTTP digest credentials yet.", sv: "Inga inloggningsuppgifter ännu (HTTP digest)." },
  digest_wrong: { en: "The HTTP digest credentials were wrong.", sv: "Inloggningsuppgifterna (HTTP digest) var fel." },
  digest_stale: {
    en: "The HTTP digest nonce was too old or had been used before.",
    sv: "Engångsvärdet för inloggningen (HTTP digest) var för gammalt eller redan använt.",
  },
  digest_other_phone: {
    en: "The HTTP digest credentials are another phone's than the requested MAC address.",
    sv: "Inloggningsuppgifterna hör till en annan telefon än den efterfrågade MAC-adressen.",
  },
  organisation_token_unknown: {
    en: "The token in the path is no organisation's.",
    sv: "Nyckeln i sökvägen hör inte till något företag.",
  },
  organisation_other: {
    en: "The phone belongs to another organisation than the token or the network says.",
    sv: "Telefonen hör till ett annat företag än nyckeln eller nätet anger.",
  },
  phone_retired: { en: "The phone has been retired.", sv: "Telefonen är avvecklad." },
  phone_held: {
    en: "The proof was the phone's, but the asker did not look like it (network, program or firmware): held until somebody says that it is the phone.",
    sv: "Beviset var telefonens, men den som frågade liknade den inte (nät, program eller firmware): hålls tillbaka tills någon sagt att det är telefonen.",
  },
  network_over_budget: {
    en: "So many different unknown phones had asked from this network that no further one gets an answer for a while.",
    sv: "Så många olika okända telefoner hade frågat från det nätet att ingen ytterligare får svar på en stund.",
  },
  organisation_over_budget: {
    en: "So many different unknown phones had asked by the organisation's address that no further one gets an answer for a while.",
    sv: "Så många olika okända telefoner hade frågat på företagets adress att ingen ytterligare får svar på en stund.",
  },
  phone_unproven: {
    en: "The phone is claimed but has not proved itself, and no first-contact window is open.",
    sv: "Telefonen är tilldelad men har inte legitimerat sig, och inget fönster för första kontakt är öppet.",
  },
  proof_missing: {
    en: "The phone has proved itself before, but asked without proof this time.",
    sv: "Telefonen har legitimerat sig förut men frågade den här gången utan bevis.",
  },
  phone_found: {
    en: "The phone has been seen before but belongs to nobody.",
    sv: "Telefonen har setts förut men hör inte till någon.",
  },
  phone_unknown: { en: "No phone with this MAC address is known.", sv: "Ingen telefon med den MAC-adressen är känd." },
  asker_unknown: { en: "The request names no phone.", sv: "Frågan anger ingen telefon." },
  make_unknown: {
    en: "Neither the request nor the database says which make the phone is.",
    sv: "Varken frågan eller databasen säger vilket fabrikat telefonen är.",
  },
  make_differs: {
    en: "The request is another make's than the phone is registered as.",
    sv: "Frågan kommer från ett annat fabrikat än telefonen är registrerad som.",
  },
  model_unknown: { en: "The phone's model is not in the catalogue.", sv: "Telefonens modell finns inte i katalogen." },
  file_none: { en: "There is no such file for this phone.", sv: "Det finns ingen sådan fil för den här telefonen." },
  bootstrap_none: {
    en: "There is no such start file for this make.",
    sv: "Det finns ingen sådan startfil för det här fabrikatet.",
  },
  render_failed: {
    en: "The file could not be made; the last good one was sent.",
    sv: "Filen gick inte att skapa; den senaste fungerande skickades.",
  },
  render_failed_nothing_kept: {
    en: "The file could not be made, and there is no earlier one.",
    sv: "Filen gick inte att skapa och det finns ingen tidigare.",
  },
  database_unavailable: {
    en: "The database did not answer and the file was not in memory.",
    sv: "Databasen svarade inte och filen fanns inte i minnet.",
  },
  firmware_none: { en: "There is no such firmware file.", sv: "Det finns ingen sådan firmwarefil." },
  firmware_busy: {
    en: "As many phones of the organisation or site were fetching firmware as may at once: it was told to come again.",
    sv: "Så många telefoner på företaget eller platsen som får hämta firmware samtidigt höll redan på: den ombads komma tillbaka.",
  },
  server_busy: {
    en: "More was asked than the server could answer at once, and others went first: it was told to come again.",
    sv: "Det kom fler frågor än servern hann svara på samtidigt, och andra gick före: den ombads komma tillbaka.",
  },
  firmware_wrong_model: {
    en: "The firmware file is for other models than this phone's.",
    sv: "Firmwarefilen är till andra modeller än den här telefonens.",
  },
  key_none: {
    en: "There is no key of the phone that asks here, or it was not asked as a phone does.",
    sv: "Telefonen har ingen knapp som frågar här, eller så frågades det inte som en telefon gör.",
  },
  phonebook_none: { en: "There is no such phonebook.", sv: "Det finns ingen sådan telefonbok." },
  upload_stored: { en: "The phone's file was stored.", sv: "Telefonens fil sparades." },
  upload_name: {
    en: "The name does not fit a file that this phone may store.",
    sv: "Namnet passar inte någon fil som den här telefonen får spara.",
  },
  upload_too_large: { en: "The file is larger than a phone may store.", sv: "Filen är större än en telefon får spara." },
  upload_quota: { en: "The phone has stored as much as it may.", sv: "Telefonen har sparat så mycket den får." },
  upload_refused: {
    en: "Only a phone that has proved itself may store files.",
    sv: "Bara en telefon som legitimerat sig får spara filer.",
  },
  upload_broken: { en: "The upload broke off.", sv: "Uppladdningen avbröts." },
  method_refused: {
    en: "Phones ask with GET, HEAD, PUT or POST only.",
    sv: "Telefoner frågar bara med GET, HEAD, PUT eller POST.",
  },
  request_malformed: { en: "The request was not readable.", sv: "Frågan gick inte att läsa." },
  write_refused: { en: "TFTP is for reading only here.", sv: "TFTP är bara för läsning här." },
  journal_summed: {
    en: "More requests of the same kind than are noted one by one (the count stands in bytes).",
    sv: "Fler likadana frågor än vad som antecknas en och en (antalet står som byte).",
  },
  journal_dropped: {
    en: "So many requests came at once that some are missing in the journal (the count stands in bytes).",
    sv: "Så många frågor kom på en gång att några saknas bland händelserna (antalet står som byte).",
  },
} as const satisfies Record<string, { readonly en: string; readonly sv: string }>;

/** Stable; stored in the journal. */
export type Reason = keyof typeof reasons;

/**
 * Not a refusal, though the answer says 404 or 401: every make asks for files that it need not have (its model's common
 * file, firmware, start files of other makes), and digest begins with a question that nobody has answered yet.
 */
export const byDesign = [
  "file_none",
  "bootstrap_none",
  "firmware_none",
  "firmware_busy",
  "server_busy",
  "digest_missing",
] as const satisfies Reason[];

/** The sentence for a code of the journal, which may be older or newer than this program. */
export function reasonSentence(code: string, language: "en" | "sv"): string {
  return isReason(code) ? reasons[code][language] : code;
}

function isReason(code: string): code is Reason {
  return Object.hasOwn(reasons, code);
}
