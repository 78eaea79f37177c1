/** AUT6: what authors should know stands in the log, once for each state of an interview's files. */
import type { AuthorWarning, InterviewSource } from '../interview/request.ts'
import type { Log } from './settings.ts'

/** Then the earliest are forgotten, and may be said again. */
const MAX_REMEMBERED = 1000

export function createAuthorWarnings(
  log: Log,
): (source: InterviewSource, warnings: readonly AuthorWarning[]) => void {
  const said = new Set<string>()
  return ({ path, hash }, warnings) => {
    for (const { code } of warnings) {
      const mark = `${hash} ${code}`
      if (said.has(mark)) continue
      said.add(mark)
      const [earliest] = said
      if (said.size > MAX_REMEMBERED && earliest !== undefined) said.delete(earliest)
      log('author-warning', { interview: path, code })
    }
  }
}
