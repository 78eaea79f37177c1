/**
 * What authors and administrators should know of interviews that ran here (AUT6): said in the log
 * once for each state of an interview's files, and kept for the page of the system's state. Codes
 * only: messages may hold what users answered.
 */
import type { AuthorWarning, EvaluationError, InterviewSource } from '../interview/request.ts'
import type { Log } from './settings.ts'

/** Then the earliest are forgotten, and may be said again. */
const MAX_REMEMBERED = 1000

export interface AuthorNotice {
  readonly interview: string
  readonly code: AuthorWarning['code'] | EvaluationError['code']
  readonly isError: boolean
}

export interface AuthorNotices {
  warn(source: InterviewSource, warnings: readonly AuthorWarning[]): void
  failed(source: InterviewSource, code: EvaluationError['code']): void
  /** Of this process since its start, newest last. */
  list(): readonly AuthorNotice[]
}

export function createAuthorNotices(log: Log): AuthorNotices {
  const said = new Map<string, AuthorNotice>()

  function remember(mark: string, notice: AuthorNotice): boolean {
    if (said.has(mark)) return false
    said.set(mark, notice)
    const [earliest] = said.keys()
    if (said.size > MAX_REMEMBERED && earliest !== undefined) said.delete(earliest)
    return true
  }

  return {
    warn({ path, hash }, warnings) {
      for (const { code } of warnings) {
        const isNew = remember(`${hash} ${code}`, { interview: path, code, isError: false })
        if (isNew) log('author-warning', { interview: path, code })
      }
    },
    failed({ path, hash }, code) {
      log('evaluation-failed', { code, interview: path })
      remember(`${hash} failed ${code}`, { interview: path, code, isError: true })
    },
    list: () => [...said.values()],
  }
}
