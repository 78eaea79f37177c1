/**
 * Hostile code in the real thing: the evaluator process with all walls that this machine has. None
 * of it may reach a file, process, socket or environment of the host, or another request.
 */
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'

import { ESCAPES, HARM, TRACES } from './fixture/attacks.ts'
import { createProbedEvaluators } from './fixture/probe.ts'

import type { AddressInfo } from 'node:net'
import type { ProbedEvaluators } from './fixture/probe.ts'

let evaluators: ProbedEvaluators
let visits = 0
const server = createServer((_request, response) => {
  visits++
  response.end('hello')
})
server.on('connection', () => visits++)
const folder = mkdtempSync(join(tmpdir(), 'attacks-'))
const secretFile = join(folder, 'secret.txt')
const mark = join(folder, 'mark')
let port = 0

before(async () => {
  // Readable for everybody: what keeps it safe is the box, not its mode.
  writeFileSync(secretFile, 's3cr3t', { mode: 0o644 })
  process.env['SECRET'] = 's3cr3t'
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
  evaluators = await createProbedEvaluators({
    workers: 1,
    limits: { timeMs: 4_000, memoryBytes: 96 * 1024 * 1024 },
  })
})

after(async () => {
  delete process.env['SECRET']
  await evaluators.close()
  server.close()
  rmSync(folder, { recursive: true })
})

function aimed(source: string): string {
  return source
    .replaceAll('FILE', secretFile)
    .replaceAll('MARK', mark)
    .replaceAll('PORT', String(port))
    .replaceAll('PARENT', String(process.pid))
}

async function assertUnharmed(): Promise<void> {
  assert.equal(visits, 0, 'the server of the host was reached')
  assert.equal(existsSync(mark), false, 'a program was run')
  assert.equal(await evaluators.run('r="well"'), '{"value":"well"}')
}

describe('[PYT1] code that wants out', () => {
  for (const [name, { source, won }] of Object.entries(ESCAPES)) {
    it(`[PYT1] ${name}`, async () => {
      assert.doesNotMatch(await evaluators.run(aimed(source)), won)
      await assertUnharmed()
    })
  }
})

describe('[PYT5] code that wants to do harm', () => {
  for (const [name, { source, won, ends }] of Object.entries(HARM)) {
    it(`[PYT5] ${name}`, async () => {
      const result = await evaluators.run(aimed(source))
      assert.doesNotMatch(result, won)
      if (ends !== undefined) assert.match(result, ends)
      await assertUnharmed()
    })
  }
})

describe('[PYT1] code that wants to stay', () => {
  for (const [name, source] of Object.entries(TRACES)) {
    it(`[PYT1] ${name}`, async () => {
      assert.equal(await evaluators.run(source), '{"value":"clean"}')
      assert.equal(await evaluators.run(source), '{"value":"clean"}')
    })
  }
})

describe('[PYT1] JavaScript in the evaluator, were the gate to fall', () => {
  function breakOut(way: string): Promise<string> {
    return evaluators.run('', { action: 'break-out', arguments: { way } })
  }

  it('[PYT1] no file of the host', async () => {
    assert.match(await breakOut(`read ${secretFile}`), /refused/)
    assert.match(await breakOut('read /etc/passwd'), /refused/)
    assert.match(await breakOut('list /'), /refused/)
    // Also what is not there behind bubblewrap: the second wall stands by itself.
    for (const path of ['/', '/etc', '/tmp']) assert.equal(await breakOut(`may ${path}`), 'false')
    assert.match(await breakOut(`write ${mark}`), /refused/)
    await assertUnharmed()
  })

  it('[PYT1] no file of the project but what it runs', async () => {
    for (const path of ['../server/deps.ts', '../store/store.ts', '../../.git/HEAD']) {
      const file = new URL(path, import.meta.url).pathname
      assert.match(await breakOut(`read ${file}`), /refused/)
      assert.equal(await breakOut(`may ${file}`), 'false')
    }
  })

  it('[PYT1] no program, no code from strings, no environment', async () => {
    assert.match(await breakOut('spawn'), /refused/)
    assert.match(await breakOut('eval'), /refused/)
    assert.equal(await breakOut('environment'), '{}')
  })

  it('[PYT1] no signal to the host', async (t) => {
    if (!evaluators.walls.bubblewrap && !evaluators.walls.process.ownUid) {
      t.skip('neither bubblewrap nor another user here')
      return
    }
    assert.match(await breakOut(`kill ${process.pid}`), /refused/)
  })

  it('[PYT1] no network', async (t) => {
    if (!evaluators.walls.bubblewrap) {
      t.skip('only bubblewrap takes the network away')
      return
    }
    await breakOut(`connect ${port}`)
    await evaluators.run('r=sum(range(3000000))')
    await assertUnharmed()
  })

  it('[PYT5] what it writes to the pipe ends it, and the next one serves', async () => {
    for (const way of ['forge', 'output nonsense-that-is-no-frame-at-all']) {
      await breakOut(way)
      await assertUnharmed()
    }
  })
})
