/** The same change for many, in Swedish: keys begin with `bulk.`. */
export const bulkSv = {
  "bulk.progress": "Hur långt det har kommit",
  "bulk.running": "{done} av {total} …",
  "bulk.stop": "Stanna",
  "bulk.rest": "Fortsätt med resten",
  "bulk.changed": { one: "{count} ändrad.", other: "{count} ändrade." },
  "bulk.unchanged": { one: "{count} hade det redan.", other: "{count} hade det redan." },
  "bulk.refused": { one: "{count} gick inte:", other: "{count} gick inte:" },
  "bulk.left": { one: "{count} återstår.", other: "{count} återstår." },
} as const;
