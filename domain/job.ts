/** Long work over many phones: one thing done to each, in parts, with what became of each. */
export const jobStates = ["running", "done", "cancelled"] as const;
export type JobState = (typeof jobStates)[number];

/** `change`: the same for each phone; `undo`: takes back another job; `intake`: what files of another system say. */
export const jobKinds = ["change", "undo", "intake"] as const;
export type JobKind = (typeof jobKinds)[number];

export const jobOutcomes = ["changed", "unchanged", "refused"] as const;
export type JobOutcome = (typeof jobOutcomes)[number];
