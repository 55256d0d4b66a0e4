/** What a stand-in for a worker does when a "picture" begins with this byte. */
export const wishes = { make: 0, exit: 1, fail: 2, takeAllMemory: 3, hang: 4 } as const;
