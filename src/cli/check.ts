/** `check`: loads interviews without serving them (LNG3). */
import { stat } from 'node:fs/promises'
import { basename, dirname, resolve, sep } from 'node:path'
import type { Evaluators } from '../evaluators/evaluators.ts'
import type { InterviewSource, LoadProblem } from '../interview/request.ts'
import type { InterviewLibrary } from '../server/interview-library.ts'
import { text } from '../texts/text.ts'
import { openInterviewFolder } from './interview-folder.ts'

export interface CheckResult {
  readonly lines: readonly string[]
  readonly ok: boolean
}

/** `target`: an interview file, or a folder of them. */
export async function check(
  target: string,
  evaluators: Pick<Evaluators, 'load'>,
): Promise<CheckResult> {
  const { library, paths } = await interviewsAt(target)
  if (paths.length === 0)
    return { lines: [text('cli.nothingToCheck', { path: target })], ok: false }
  const lines: string[] = []
  const problems: LoadProblem[] = []
  for (const path of paths) {
    const found = await problemsOf(path, await library.find(path), evaluators)
    problems.push(...found)
    if (found.length === 0) lines.push(text('cli.checkOk', { path }))
    else lines.push(text('cli.checkNotOk', { path }), ...found.map(describeProblem))
  }
  return { lines: [...lines, ...missingTable(problems)], ok: problems.length === 0 }
}

async function interviewsAt(
  target: string,
): Promise<{ readonly library: InterviewLibrary; readonly paths: readonly string[] }> {
  if ((await stat(target)).isDirectory()) {
    const library = openInterviewFolder(target)
    return { library, paths: (await library.list()).map(({ path }) => path) }
  }
  const { folder, path } = placeOf(resolve(target))
  return { library: openInterviewFolder(folder), paths: [path] }
}

/** A file of a package is read as such: it may include what lies elsewhere in it. */
function placeOf(file: string): { readonly folder: string; readonly path: string } {
  const [, folder, path] =
    /^(.*?)\/((?:docassemble[-_]\w+\/)?docassemble\/\w+\/data\/questions\/.+)$/.exec(
      file.split(sep).join('/'),
    ) ?? []
  if (folder === undefined || path === undefined) {
    return { folder: dirname(file), path: basename(file) }
  }
  return { folder, path }
}

async function problemsOf(
  path: string,
  source: InterviewSource | null,
  evaluators: Pick<Evaluators, 'load'>,
): Promise<readonly LoadProblem[]> {
  if (source === null) {
    const message = text('cli.unreadable')
    return [{ file: path, line: null, block: null, kind: 'error', message, feature: null }]
  }
  const reply = await evaluators.load(source)
  return reply.type === 'loaded' ? [] : reply.problems
}

function describeProblem(problem: LoadProblem): string {
  const line = problem.line === null ? '' : `:${problem.line}`
  const block = problem.block === null ? '' : ` (${problem.block})`
  return `  ${problem.file}${line}${block}: ${problem.message}`
}

/** What is not supported yet, over all files, most frequent first. */
function missingTable(problems: readonly LoadProblem[]): string[] {
  const counts = new Map<string, number>()
  for (const { kind, feature } of problems) {
    if (kind === 'unsupported' && feature !== null) {
      counts.set(feature, (counts.get(feature) ?? 0) + 1)
    }
  }
  if (counts.size === 0) return []
  const rows = [...counts].toSorted(([a, m], [b, n]) => n - m || a.localeCompare(b))
  const width = String(rows[0]?.[1] ?? 0).length + 2
  const shown = rows.map(([name, count]) => `${String(count).padStart(width)}  ${name}`)
  return ['', text('cli.missing'), ...shown]
}
