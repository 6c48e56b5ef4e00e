import type { ErrorCode } from "../domain/errors.ts";
import type { Sentence } from "./sentence.ts";

/** Sentences of the codes that come from backups, and from moving to another database. */
export const backupSentences = {
  backup_exists: {
    en: "{path} is there already. Choose another name: a backup never overwrites anything.",
    sv: "{path} finns redan. Välj ett annat namn: en säkerhetskopia skriver aldrig över något.",
  },
  backup_not_found: { en: "There is no file {path}.", sv: "Det finns ingen fil {path}." },
  backup_lock_missing: {
    en: "Say who can open the backup: --recipient age1… (make one with `klyka backup-key`), --passphrase-file, or KLYKA_BACKUP_RECIPIENTS or KLYKA_BACKUP_PASSPHRASE.",
    sv: "Säg vem som kan öppna kopian: --recipient age1… (gör en med `klyka backup-key`), --passphrase-file, eller KLYKA_BACKUP_RECIPIENTS eller KLYKA_BACKUP_PASSPHRASE.",
  },
  backup_opener_missing: {
    en: "Say what opens the backup: --identity with the file that `klyka backup-key` made, --passphrase-file, or KLYKA_BACKUP_PASSPHRASE.",
    sv: "Säg vad som öppnar kopian: --identity med filen som `klyka backup-key` gjorde, --passphrase-file, eller KLYKA_BACKUP_PASSPHRASE.",
  },
  backup_recipient_invalid: {
    en: "{recipient} is no recipient: it begins with age1, as `klyka backup-key` printed it.",
    sv: "{recipient} är ingen mottagare: den börjar med age1, som `klyka backup-key` skrev den.",
  },
  backup_identity_invalid: {
    en: "The identity file holds no key: it has a line that begins with AGE-SECRET-KEY-1.",
    sv: "Identitetsfilen innehåller ingen nyckel: den har en rad som börjar med AGE-SECRET-KEY-1.",
  },
  backup_passphrase_short: {
    en: "The passphrase is too short: whoever has the file can try as often as they like. Take {least} characters or more.",
    sv: "Lösenfrasen är för kort: den som har filen kan pröva hur många gånger som helst. Ta minst {least} tecken.",
  },
  backup_locked: {
    en: "This does not open the backup: it was locked for another key, or by another passphrase. Nothing has been touched.",
    sv: "Det här öppnar inte kopian: den låstes för en annan nyckel eller med en annan lösenfras. Inget har rörts.",
  },
  backup_unreadable: {
    en: "The file is no whole backup of Klyka: it is something else, has been changed, or ends too early. Nothing has been touched.",
    sv: "Filen är ingen hel säkerhetskopia av Klyka: den är något annat, har ändrats eller slutar för tidigt. Inget har rörts.",
  },
  backup_newer: {
    en: "The backup was made by a newer Klyka, in a form that this one does not know. Update this installation first.",
    sv: "Kopian gjordes av en nyare Klyka, i en form som den här inte känner till. Uppdatera installationen först.",
  },
  backup_damaged: {
    en: "The backup does not hold what it says it holds ({part}): it is damaged. Take another one. Nothing has been touched.",
    sv: "Kopian innehåller inte det som den säger ({part}): den är skadad. Ta en annan. Inget har rörts.",
  },
  backup_image_damaged: {
    en: "The store holds other bytes than the catalogue says for the image {sha256}. Upload it anew; nothing has been written.",
    sv: "Lagret har andra byte än katalogen säger för avbildningen {sha256}. Ladda upp den på nytt; inget har skrivits.",
  },
  backup_key_missing: {
    en: "The backup was made without the key file, and there is none at {path}. Give the copy that you have kept apart with --key.",
    sv: "Kopian gjordes utan nyckelfilen, och det finns ingen i {path}. Ange kopian som du har förvarat för sig med --key.",
  },
  backup_space_full: {
    en: "The disk is full: {path} was not written. Nothing half is left behind.",
    sv: "Disken är full: {path} skrevs inte. Inget halvt är kvar.",
  },
  restore_unfinished: {
    en: "A backup was being put back here and did not come to its end[ (begun {at})]. Run `klyka restore` again with the same file.",
    sv: "En säkerhetskopia höll på att återställas här och blev inte klar[ (påbörjad {at})]. Kör `klyka restore` igen med samma fil.",
  },
  restore_done_already: {
    en: "This backup has been put back already, to its end: start the server.",
    sv: "Kopian är redan återställd, ända till slutet: starta servern.",
  },
  target_not_empty: {
    en: "There is something already[ ({path})]: take an empty data folder and an empty database. Nothing has been touched.",
    sv: "Det finns redan något där[ ({path})]: ta en tom datamapp och en tom databas. Inget har rörts.",
  },
  copy_differs: {
    en: "What was written and what was read back differ[ ({table})]. Nothing has been kept.",
    sv: "Det som skrevs och det som lästes tillbaka skiljer sig[ ({table})]. Inget har behållits.",
  },
  move_running: {
    en: "Stop the server first (process {process}): what it writes meanwhile would be lost.",
    sv: "Stoppa servern först (process {process}): det som den skriver under tiden skulle gå förlorat.",
  },
  database_missing: {
    en: "There is no database at {path}. Check KLYKA_DATA.",
    sv: "Det finns ingen databas i {path}. Kontrollera KLYKA_DATA.",
  },
} satisfies Partial<Record<ErrorCode, Sentence>>;
