/** Why an assertion is refused: the AADSTS number and a clause for the description. */
export interface AssertionRefusal {
  readonly aadsts: number;
  readonly problem: string;
}
