/** The engine itself, in this very process: for tests of what authors' own words lead to. */
import { createPlainPython } from '../../../test/support/plain-python.ts'
import type { Evaluators } from '../../evaluators/evaluators.ts'
import { createEngine } from '../../interview/engine.ts'

export async function plainEvaluators(): Promise<Evaluators> {
  const engine = createEngine(await createPlainPython())
  return {
    load: async (source) => engine.load(source),
    async evaluate(request, source) {
      const reply = engine.evaluate(request)
      if (reply.type !== 'source-missing') return reply
      engine.load(source)
      return engine.evaluate(request)
    },
    walls: { gate: true, process: { permission: false, ownUid: false }, bubblewrap: false },
    close: async () => {},
  }
}
