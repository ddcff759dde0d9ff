/** Why the program cannot start, in one sentence meant for the person at the terminal; main prints it and exits 1, without a stack. */
export class StartRefusal extends Error {
  override readonly name = "StartRefusal";
}
