/** Sentences of one area of the app, in Swedish: their keys begin with `frame.`. */
export const frameSv = {
  "frame.sign_in": "Logga in",
  "frame.sign_in.name": "Fast nummer eller användarnamn",
  "frame.sign_in.name_hint": "Numret går att skriva som du vill, till exempel 08-465 004 01.",
  "frame.sign_in.password": "Lösenord",
  "frame.sign_in.busy": "Loggar in …",
  "frame.sign_in.forgot": "Glömt lösenordet?",
  "frame.sign_in.ask_administrator": "Glömt lösenordet? Be en administratör på ditt företag om ett nytt.",
  "frame.sign_in.wait_seconds": {
    one: "Det blev för många försök. Vänta {count} sekund och försök igen.",
    other: "Det blev för många försök. Vänta {count} sekunder och försök igen.",
  },
  "frame.sign_in.wait_minutes": {
    one: "Det blev för många försök. Vänta {count} minut och försök igen.",
    other: "Det blev för många försök. Vänta {count} minuter och försök igen.",
  },

  "frame.again": "Logga in igen",
  "frame.again.text": "Inloggningen har gått ut, {name}. Sidan under är som du lämnade den: logga in så fortsätter du där.",
  "frame.again.not_now": "Inte nu",

  "frame.own_password": "Välj ett eget lösenord",
  "frame.own_password.text": "Det du loggade in med har någon annan valt. Välj ett som bara du känner till.",
  "frame.password.current": "Lösenordet du fick",
  "frame.password.new": "Nytt lösenord",
  "frame.password.hint": "Minst {least} tecken. Flera ord efter varandra är lätta att minnas.",
  "frame.password.save": "Spara lösenordet",
  "frame.password.busy": "Sparar …",

  "frame.forgot": "Glömt lösenordet",
  "frame.forgot.text": "Skriv ditt fasta nummer eller användarnamn. Vi skickar en länk till din e-post.",
  "frame.forgot.send": "Skicka länken",
  "frame.forgot.busy": "Skickar …",
  "frame.forgot.sent": "Titta i din e-post",
  "frame.forgot.sent_text":
    "Finns numret eller användarnamnet, med en e-postadress, är en länk på väg. Den går att använda en gång inom en timme. Kommer den inte? Titta bland skräpposten, eller be en administratör om ett nytt lösenord.",
  "frame.forgot.off": "Klyka skickar ingen e-post här. Be en administratör på ditt företag om ett nytt lösenord.",
  "frame.to_sign_in": "Till inloggningen",

  "frame.new_password": "Välj ett nytt lösenord",
  "frame.new_password.text": "Länken går att använda en gång. Är du inloggad någon annanstans loggas du ut där.",
  "frame.new_password.bad": "Länken är inte hel. Öppna den en gång till från mejlet, eller be om en ny.",
  "frame.new_password.done": "Lösenordet är bytt",
  "frame.new_password.done_text": "Logga in med det nya.",
  "frame.new_password.ask_anew": "Be om en ny länk",

  "frame.menu": "Ditt konto",
  "frame.menu.sign_out": "Logga ut",
  "frame.left": "Du är tillbaka i {organisation}.",

  "frame.forbidden": "Sidan är inte öppen för dig",
  "frame.forbidden.user": "Mina sidor är för den som har ett eget nummer i {organisation}.",
  "frame.forbidden.administrator":
    "Den är för administratörer. Behöver du den, be en administratör i {organisation} om behörigheten.",
  "frame.forbidden.operator": "Den är för operatörens personal.",

  "frame.away": "Servern svarar inte",
  "frame.away.text": "Klyka går inte att nå just nu. Telefonerna fungerar som vanligt. Försök igen om en stund.",

  "frame.view.operator": "Operatör",
  "frame.section.diversion": "Hänvisning",
  "frame.section.forwarding": "Vidarekoppling",
  "frame.section.shown_number": "Visat nummer",
  "frame.section.my_groups": "Grupper",
  "frame.section.new_phones": "Nya telefoner",
  "frame.section.layouts": "Knapplayouter",
  "frame.section.announcements": "Röstmeddelanden",
  "frame.section.calls": "Prova ett samtal",
  "frame.section.organisations": "Företag",
  "frame.section.all_phones": "Alla telefoner",
  "frame.section.organisation": "Företaget",
  "frame.section.health": "Hälsa",

  "frame.search.recent": "Senast öppnade",
  "frame.search.pages": "Sidor",
  "frame.search.colleagues": "Kollegor",
  "frame.search.keys": "Knappar",
  "frame.search.key": "Knapp på {phone}",
  "frame.search.nobody": "utan användare",
  "frame.search.copy": "{number} · kopiera",
  "frame.search.copied": "{number} är kopierat.",
} as const;
