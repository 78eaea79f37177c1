/** One worker thread of the evaluator: one interpreter, one request at a time. */
import { parentPort, workerData } from 'node:worker_threads'

import { must } from '../base/must.ts'
import { buildImage, RUNTIME_FOLDER } from '../python/build-image.ts'
import { createPython } from '../python/create-python.ts'
import { createInterviewShelf } from './interview-shelf.ts'

import type { Engine } from '../interview/engine.ts'
import type { Python } from '../interview/python.ts'
import type { SparseImage } from '../python/sparse-image.ts'
import type { WasmModule } from '../python/web-assembly.ts'
import type { EvaluatorLimits } from './evaluators.ts'
import type { EvaluateBody, LoadBody, Program, ReplaceReason } from './messages.ts'

export interface WorkerSettings {
  /** Null: make the image, post it and end. */
  readonly image: SparseImage | null
  readonly module: WasmModule
  readonly interrupt: Int32Array
  readonly limits: EvaluatorLimits
  readonly program: Program
}

export interface WorkerJob {
  readonly type: 'load' | 'evaluate'
  readonly id: number
  readonly body: string
}

export type WorkerMessage =
  | { readonly type: 'image'; readonly image: SparseImage }
  | { readonly type: 'ready' }
  | { readonly type: 'reply'; readonly id: number; readonly body: string }
  /** Clean again, or to be replaced. */
  | { readonly type: 'settled'; readonly replace: ReplaceReason | null }

interface EngineModule {
  readonly createEngine: (python: Python) => Engine
}

const port = must(parentPort, 'runs in a worker thread')
// Structured clone: the evaluator's process passed exactly this.
const settings = workerData as WorkerSettings
const { image, module, interrupt, limits, program } = settings

function post(message: WorkerMessage): void {
  port.postMessage(message)
}

async function loadEngine(): Promise<EngineModule> {
  if (program.engine === null) return import('../interview/engine.ts')
  const engine: EngineModule = await import(program.engine)
  return engine
}

/**
 * Whether the second wall stands is asked in the thread where it matters: threads and the process's
 * main thread have been seen to differ.
 */
function assertPermissionModel(): void {
  const { permission } = process
  const open = ['/', '/etc', '/tmp'].filter((path) => permission?.has('fs.read', path) !== false)
  if (open.length > 0) throw new Error(`the permission model lets read ${open.join(', ')}`)
}

assertPermissionModel()
if (image === null) {
  post({ type: 'image', image: await buildImage(module, program.runtime ?? RUNTIME_FOLDER) })
} else {
  const { createEngine } = await loadEngine()
  const python = await createPython({ image, module, interrupt, limits })
  const shelf = createInterviewShelf({ python, createEngine, limits, now: Date.now })
  port.on('message', ({ type, id, body }: WorkerJob) => {
    const content: unknown = JSON.parse(body)
    const reply =
      type === 'load' ? shelf.load(content as LoadBody) : shelf.evaluate(content as EvaluateBody)
    post({ type: 'reply', id, body: JSON.stringify(reply) })
    post({ type: 'settled', replace: shelf.settle() })
  })
  post({ type: 'ready' })
}
