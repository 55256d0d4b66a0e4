/** A setting as it was given or is by default. */
export interface ShownSetting {
  /** The flag's name without dashes. */
  readonly setting: string;
  /** Undefined for a secret, whose value is never shown. */
  readonly value: string | undefined;
  /** Where it came from, in words. */
  readonly origin: string;
  readonly isDefault: boolean;
}

/** A setting that has no effect beside the others; `because` is a clause. */
export interface IdleSetting {
  readonly setting: string;
  readonly origin: string;
  readonly because: string;
}
