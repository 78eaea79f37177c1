/** Interviews on disk, found by path or docassemble's package name (LNG4). Implemented by `cli`'s folder reader. */
import type { InterviewSource } from '../interview/request.ts'

export interface InterviewLibrary {
  /** All interviews that may be started, for the start page. */
  list(): Promise<readonly { readonly path: string; readonly title: string }[]>
  /** Read afresh when the file changed (LNG5); null when there is none. */
  find(path: string): Promise<InterviewSource | null>
  /** A file of the interview's package (`data/static`), for `features: css` and `javascript`. */
  readStatic(
    interviewPath: string,
    name: string,
  ): Promise<{ readonly body: Uint8Array; readonly type: string } | null>
}
