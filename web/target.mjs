// Browsers that the pages are built for: those of 2024 and later; `light-dark()` is the youngest thing in them.

export const TARGET = ["chrome123", "firefox121", "safari17.5"];
