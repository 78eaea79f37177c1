import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createAccounts } from '../accounts/accounts.ts'
import { createArgon2Hasher } from '../accounts/argon2.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import { runCommand } from './commands.ts'

const EXAMPLES = fileURLToPath(new URL('../../examples', import.meta.url))

interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

describe('the command line', () => {
  let folder: string

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'alongside-cli-'))
    writeFileSync(join(folder, 'config.yml'), `data folder: ${join(folder, 'data')}\n`)
  })
  after(() => rmSync(folder, { recursive: true }))

  async function run(
    args: readonly string[],
    given: { readonly env?: Record<string, string>; readonly input?: string } = {},
  ): Promise<Ended> {
    const out: string[] = []
    const err: string[] = []
    const code = await runCommand(args, {
      env: { ALONGSIDE_CONFIG: join(folder, 'config.yml'), ...given.env },
      print: (line) => void out.push(line),
      complain: (line) => void err.push(line),
      input: () => Promise.resolve(given.input ?? ''),
      log: () => undefined,
      useCompiledCode: () => ({ keep: () => undefined }),
      stopped: () => Promise.resolve(),
    })
    return { code, out: out.join('\n'), err: err.join('\n') }
  }

  it('[ACC1] makes an operator, who sets a password by the printed link', async () => {
    const made = await run(
      ['create-operator', '--email', 'Ana@example.org', '--first-name', 'Ana'],
      { env: { ALONGSIDE_URL_ROOT: 'https://help.example.org', ALONGSIDE_ROOT: '/live/' } },
    )
    assert.equal(made.code, 0, made.err)
    const link = /https:\/\/help\.example\.org\/live\/signin\/link\?token=([\w-]{43})/
    const token = link.exec(made.out)?.[1] ?? ''
    // As a server holds it, beside which the command line may write.
    const store = await openSqliteStore({ file: join(folder, 'data/alongside.sqlite') })
    const accounts = createAccounts({
      store,
      passwords: createArgon2Hasher(),
      random: (bytes) => randomBytes(bytes),
      now: () => store.now(),
    })
    const { account } = (await accounts.takeLink(token, ['set-password'])) ?? {}
    assert.deepEqual(
      [account?.email, account?.firstName, account?.privileges],
      ['ana@example.org', 'Ana', ['advocate']],
    )
    const given = ['create-admin', '--email', 'adam@example.org', '--password-stdin']
    const second = await run(given, { input: 'a calm blue harbour 7\n' })
    assert.equal(second.code, 0, second.err)
    const checked = await accounts.checkPassword('adam@example.org', 'a calm blue harbour 7')
    assert.equal(checked.type, 'right')
    await store.close()
  })

  for (const [args, input, expected] of [
    [[], '', /--email/],
    [['--email', 'ana@example.org'], '', /already an account/],
    [['--email', 'no address'], '', /not an e-mail address/],
    [['--emial', 'x@example.org'], '', /'--emial'/],
    [['--email', 'x@example.org', '--privilege', '<b>'], '', /letters, digits/],
    [['--email', 'x@example.org', '--password-stdin'], 'short', /at least 10 characters/],
  ] as const) {
    it(`[ACC1] says why there is no account for ${args.join(' ')}`, async () => {
      const { code, err } = await run(['create-operator', ...args], { input })
      assert.equal(code, 2)
      assert.match(err, expected)
    })
  }

  it('says what it can do, and what was meant', async () => {
    for (const args of [[], ['help'], ['--help']]) {
      const { code, out } = await run(args)
      assert.equal(code, 0)
      assert.match(out, /create-operator/)
    }
    const misspelt = await run(['sevre'])
    assert.equal(misspelt.code, 2)
    assert.match(misspelt.err, /`serve`/)
    assert.equal((await run(['toString'])).code, 2)
  })

  it('brings the store up to date', async () => {
    assert.deepEqual(await run(['migrate']), { code: 0, out: 'The store is up to date.', err: '' })
  })

  it('[REL7] does not start with a wrong configuration, and says all that is wrong', async () => {
    const config = join(folder, 'wrong.yml')
    writeFileSync(config, 'prot: 80\nsecretkey: hunter2\n')
    const { code, err } = await run(['serve'], { env: { ALONGSIDE_CONFIG: config, PORT: 'http' } })
    assert.equal(code, 2)
    assert.match(err, /wrong\.yml: `prot` is not known \(did you mean `port`\?\)/)
    assert.match(err, /`secretkey`: its value is not right/)
    assert.match(err, /environment PORT: `port`: "http"/)
    assert.doesNotMatch(err, /hunter2/)
    assert.match((await run(['serve'], { env: { ALONGSIDE_CONFIG: 'none.yml' } })).err, /none\.yml/)
    const noFolder = await run(['serve'], { env: { ALONGSIDE_INTERVIEWS_FOLDER: 'none' } })
    assert.match(noFolder.err, /no folder none/)
  })

  it('[REL7] says that the port is taken, and lets go of the store', async () => {
    const taken = createServer().listen(0, 'localhost')
    await once(taken, 'listening')
    const address = taken.address()
    const port = String(address !== null && typeof address === 'object' ? address.port : 0)
    const env = { PORT: port, ALONGSIDE_INTERVIEWS_FOLDER: EXAMPLES }
    const { code, err } = await run(['serve'], { env })
    taken.close()
    assert.equal(code, 2)
    assert.match(err, new RegExp(`Port ${port} is taken`))
    await (await openSqliteStore({ file: join(folder, 'data/alongside.sqlite') })).close()
  })

  it('[ACC1] serves, prints its address, its walls and the first link, and stops', async () => {
    const env = { PORT: '0', ALONGSIDE_INTERVIEWS_FOLDER: EXAMPLES }
    const data = join(folder, 'fresh')
    const { code, out, err } = await run(['serve'], {
      env: { ...env, ALONGSIDE_DATA_FOLDER: data },
    })
    assert.equal(code, 0, err)
    assert.match(out, /serving at http:\/\/localhost:\d+\/\n/)
    assert.match(out, /boxed by: import gate, process without environment/)
    assert.match(out, /secret\.key/)
    assert.match(
      out,
      /admin@example\.com.*\n {2}http:\/\/localhost:\d+\/signin\/link\?token=[\w-]{43}$/,
    )
    const again = await run(['serve'], { env: { ...env, ALONGSIDE_DATA_FOLDER: data } })
    assert.doesNotMatch(again.out, /secret\.key/)
    assert.match(again.out, /signin\/link/)
  })

  it('[LNG3] checks the examples', async () => {
    const { code, out } = await run(['check', EXAMPLES])
    assert.equal(code, 0, out)
    assert.match(out, /^ok {6}eviction-help\.yml$/m)
    assert.match((await run(['check', 'none'])).err, /no interview at none/)
  })
})
