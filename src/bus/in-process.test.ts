import assert from 'node:assert/strict'
import { it } from 'node:test'
import { busContract } from './contract.ts'
import { createInProcessFabric } from './in-process.ts'

busContract('the bus in process', async () => {
  const fabric = createInProcessFabric()
  return {
    connect: async () => fabric.connect(),
    cut: async () => fabric.setUp(false),
    restore: async () => fabric.setUp(true),
    close: async () => undefined,
  }
})

it('a publisher is never inside of its own listener', async () => {
  const bus = createInProcessFabric().connect()
  const order: string[] = []
  const { promise, resolve } = Promise.withResolvers<void>()
  await bus.subscribe('topic', (message) => {
    order.push(message)
    resolve()
  })
  bus.publish('topic', 'delivered')
  order.push('published')
  await promise
  assert.deepEqual(order, ['published', 'delivered'])
})

it("a listener's error is told", async () => {
  const { promise, resolve } = Promise.withResolvers<unknown>()
  const bus = createInProcessFabric(resolve).connect()
  const wrong = new Error('a wrong listener')
  await bus.subscribe('topic', () => {
    throw wrong
  })
  bus.publish('topic', 'message')
  assert.equal(await promise, wrong)
})
