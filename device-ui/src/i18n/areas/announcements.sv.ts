/** Sentences of Röstmeddelanden, in Swedish. */
export const announcementsSv = {
  "announcements.field": "Röstmeddelande",
  "announcements.field.none": "Inget meddelande",
} as const;
