/** `check`: loads interviews without serving them (LNG3). */
import { stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { LoadProblem } from '../interview/request.ts'
import { createEvaluators } from '../evaluators/pool.ts'
import { openInterviewFolder } from './interview-folder.ts'

export interface CheckResult {
  readonly lines: readonly string[]
  readonly ok: boolean
}

/** `target`: an interview file, or a folder of them. */
export async function check(target: string): Promise<CheckResult> {
  const isFolder = (await stat(target)).isDirectory()
  const library = openInterviewFolder(isFolder ? target : dirname(target))
  const paths = isFolder ? (await library.list()).map(({ path }) => path) : [basename(target)]
  const evaluators = await createEvaluators({ workers: 1 })
  try {
    const lines: string[] = []
    const problems: LoadProblem[] = []
    for (const path of paths) {
      const source = await library.find(path)
      if (source === null) continue
      const reply = await evaluators.load(source)
      const found = reply.type === 'loaded' ? [] : reply.problems
      problems.push(...found)
      lines.push(...(found.length === 0 ? [`ok    ${path}`] : found.map(describeProblem)))
    }
    return { lines: [...lines, ...missingTable(problems)], ok: problems.length === 0 }
  } finally {
    await evaluators.close()
  }
}

function describeProblem(problem: LoadProblem): string {
  const line = problem.line === null ? '' : `:${problem.line}`
  const block = problem.block === null ? '' : ` (${problem.block})`
  return `${problem.kind === 'error' ? 'error' : 'later'} ${problem.file}${line}${block}: ${problem.message}`
}

/** What is not supported yet, over all files, most frequent first. */
function missingTable(problems: readonly LoadProblem[]): string[] {
  const counts = new Map<string, number>()
  for (const { feature } of problems) {
    if (feature !== null) counts.set(feature, (counts.get(feature) ?? 0) + 1)
  }
  if (counts.size === 0) return []
  const rows = [...counts].toSorted(([a, m], [b, n]) => n - m || a.localeCompare(b))
  return ['', 'Not supported yet:', ...rows.map(([name, n]) => `${String(n).padStart(5)}  ${name}`)]
}
