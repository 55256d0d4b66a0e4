export const discoverModes = ["graph", "exchange", "exchange-only"] as const;

/**
 * How a pass finds out who may have a photo. `graph` asks about everybody. `exchange` asks first where the mailbox says
 * that it has a picture, and seldom where it says that it has none. `exchange-only` never asks those.
 */
export type DiscoverMode = (typeof discoverModes)[number];
