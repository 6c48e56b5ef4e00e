/** The six tabs, in the order of the seed, as they stand in the address. */
export const tabs = ["details", "role", "numbers", "extra", "deactivation", "advanced"] as const;
export type TabKey = (typeof tabs)[number];
export const isTab = (text: string | null): text is TabKey => tabs.some((key) => key === text);
