import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parsePageId, parseParticipantId, parseProcessId, parseSessionId } from '../base/id.ts'
import { must } from '../base/must.ts'
import type { Bus } from '../bus/bus.ts'
import { createInProcessFabric } from '../bus/in-process.ts'
import type { MirrorDown } from '../protocol/mirror.ts'
import type { Visit } from './door.ts'
import { createMirrorHub } from './mirror-hub.ts'
import type { SessionKey } from './seal.ts'
import type { SessionKeys } from './session-keys.ts'
import { manualTiming } from './testing/manual-timing.ts'

const SESSION = must(parseSessionId('s'.repeat(22)), 'an id')
const ANN = must(parseParticipantId('a'.repeat(22)), 'an id')
const PAGE = must(parsePageId('p'.repeat(22)), 'an id')
const OPEN_KEY = {
  seal: (_kind: string, _label: string, plain: Uint8Array) => Buffer.from(plain).toString('base64'),
  open: (_kind: string, _label: string, sealed: string) => Buffer.from(sealed, 'base64'),
} as unknown as SessionKey
const KEYS: SessionKeys = { keep: () => {}, forget: () => {}, find: async () => OPEN_KEY }

async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
}

describe('a page observed from another process', () => {
  for (const what of ['the key cannot be read', 'the fabric takes no subscription'] as const) {
    it(`[OBS1] [SCA2] is seen although at first ${what}`, async () => {
      const timing = manualTiming()
      const fabric = createInProcessFabric()
      let isAway = true
      const failing = async (): Promise<never> => {
        throw new Error('away')
      }
      const hub = async (name: string, keys: SessionKeys, bus: Bus) => {
        const made = createMirrorHub({
          bus,
          process: must(parseProcessId(name.repeat(22)), 'an id'),
          keys,
          readScreen: async () => ({ version: 1, html: '<p>screen</p>', css: [] }),
          random: (size) => new Uint8Array(size),
          timing,
          log: () => {},
        })
        await made.start()
        return made
      }
      const bus = fabric.connect()
      const broken: SessionKeys = { ...KEYS, find: () => (isAway ? failing() : KEYS.find(SESSION)) }
      const deaf: Bus = {
        ...bus,
        subscribe: (topic, listener) =>
          isAway && topic !== 'mirror' ? failing() : bus.subscribe(topic, listener),
      }
      const isKey = what === 'the key cannot be read'
      const near = await hub('n', KEYS, fabric.connect())
      const far = await hub('f', isKey ? broken : KEYS, isKey ? bus : deaf)
      const visit = { room: { id: SESSION }, participant: { id: ANN, watchers: {} } }
      const page = near.addPage(visit as unknown as Visit, PAGE, (message) => {
        if (message.type === 'observe' && message.observers === 0) return
        if (message.type === 'observe') epoch = message.epoch
        page.take({ type: 'mirror', snapshot: { epoch, screen: 1 }, ops: [] })
      })
      let epoch = ''
      const heard: MirrorDown[] = []
      far.observe(SESSION, ANN, {
        send: (message) => void heard.push(message),
        buffered: () => 0,
        moved: () => {},
      })
      await settled()
      assert.deepEqual(heard, [{ kind: 'wait' }])
      isAway = false
      timing.pass(2_000)
      await settled()
      timing.pass(2_000)
      await settled()
      assert.equal(heard.at(-1)?.kind, 'snapshot')
      near.close()
      far.close()
    })
  }
})
