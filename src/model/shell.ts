/** The shells that can complete the command line. */
export const shells = ["powershell", "bash", "zsh"] as const;
export type Shell = (typeof shells)[number];
