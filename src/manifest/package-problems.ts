/** The Teams app package cannot be made; `problems` names each thing that is missing or wrong. */
export class PackageProblems extends Error {
  readonly code = 'app-package';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The Teams app package cannot be made:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'PackageProblems';
    this.problems = problems;
  }
}
