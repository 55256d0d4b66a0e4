export const psmaAttributeSets = ["default", "exo"] as const;
/**
 * Which attributes the objects of the PowerShell agent have. `exo`: those of the well-known scripts that read Exchange
 * Online by remote PowerShell (2017), with the checksum in capitals as those had it, so that an agent that comes from them
 * keeps its flows and values.
 */
export type PsmaAttributeSet = (typeof psmaAttributeSets)[number];
