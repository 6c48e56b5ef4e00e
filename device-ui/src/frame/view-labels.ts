/** What the views are called: the keys of the words. */
export const viewLabels = { mine: "app.mine", admin: "app.admin", operator: "frame.view.operator" } as const;
