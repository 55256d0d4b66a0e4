/** How benches are to be run. */
export interface BenchOptions {
  /** `--quick`: a small version, where a bench has one, with looser bounds: for a regression check. */
  readonly isQuick: boolean;
}
