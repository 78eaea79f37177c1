/** All interviews loaded without being run, at an administrator's wish: what is wrong with them. */
import type { Evaluators } from '../evaluators/evaluators.ts'
import type { LoadProblem } from '../interview/request.ts'
import type { InterviewLibrary } from './interview-library.ts'

/** More problems than anybody reads at once. */
const MAX_PROBLEMS = 200

export interface InterviewCheck {
  /** ms since 1970. */
  readonly at: number
  readonly interviews: number
  readonly problems: readonly Pick<LoadProblem, 'file' | 'line' | 'message'>[]
}

export interface InterviewChecks {
  /** Joins a check that is under way. */
  run(): Promise<InterviewCheck>
  /** Of this process; null where none was made. */
  last(): InterviewCheck | null
}

export function createInterviewChecks(world: {
  readonly library: InterviewLibrary
  readonly evaluators: Pick<Evaluators, 'load'>
  readonly now: () => Promise<number>
}): InterviewChecks {
  const { library, evaluators } = world
  let last: InterviewCheck | null = null
  let running: Promise<InterviewCheck> | null = null

  async function check(): Promise<InterviewCheck> {
    const paths = await library.list()
    const problems: InterviewCheck['problems'][number][] = []
    // One after the other: people wait for the same evaluators.
    for (const { path } of paths) {
      const source = await library.find(path)
      const loaded = source === null ? null : await evaluators.load(source)
      if (loaded?.type === 'broken') problems.push(...loaded.problems)
    }
    const at = await world.now()
    last = { at, interviews: paths.length, problems: problems.slice(0, MAX_PROBLEMS) }
    return last
  }

  return {
    last: () => last,
    run() {
      running ??= check().finally(() => {
        running = null
      })
      return running
    },
  }
}
