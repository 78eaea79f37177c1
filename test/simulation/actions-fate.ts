/** What happens to lines, browsers, servers, the store and the bus. */
import { GRACE_MS } from '../../src/live/room.ts'
import { row, say, withAnyTab, withUserTab, type Row } from './action.ts'

export const FATE = {
  reset: row(4, (world, random) => withAnyTab(world, random, (tab) => world.reset(tab))),
  stall: row(3, (world, random) =>
    withAnyTab(world, random, (tab) => {
      const way = random.pick(['up', 'down', 'both'] as const)
      world.note(`${tab} stalls ${way}`)
      if (way !== 'down') world.cut(tab, 'up', 'stalled')
      if (way !== 'up') world.cut(tab, 'down', 'stalled')
    }),
  ),
  silentCut: row(2, (world, random) =>
    withAnyTab(world, random, (tab) => {
      const way = random.pick(['up', 'down', 'both'] as const)
      world.note(`${tab} is cut silently ${way}`)
      if (way !== 'down') world.cut(tab, 'up', 'dead')
      if (way !== 'up') world.cut(tab, 'down', 'dead')
    }),
  ),
  goOffline: row(2, (world, random) =>
    withAnyTab(world, random, (tab) => {
      world.note(`${tab} loses its network`)
      world.cutOff.add(tab)
      world.cut(tab, 'up', 'dead')
      world.cut(tab, 'down', 'dead')
    }),
  ),
  comeOnline: row(3, (world, random) => {
    const tab = [...world.cutOff][0]
    if (tab === undefined) return
    world.note(`${tab} has its network again`)
    world.cutOff.delete(tab)
    const back = world.allTabs().find((one) => one.name === tab)
    if (random.chance(0.5)) back?.page?.tell('online')
  }),
  freezeTab: row(2, (world, random) =>
    withAnyTab(world, random, (name) => {
      const tab = world.allTabs().find((one) => one.name === name)
      if (tab?.page?.gate.isFrozen === true) return
      world.note(`${name} falls asleep`)
      world.fault()
      tab?.page?.gate.freeze()
      world.lastSilentAt = world.clock.now()
    }),
  ),
  thawTab: row(3, (world) => {
    for (const tab of world.allTabs()) world.wake(tab)
  }),
  crash: row(3, (world, random) => {
    if (world.processes.length === 0) return
    const process = random.pick(world.processes)
    const isSilent = random.chance(0.2)
    world.note(`process ${process.id.slice(0, 4)} dies${isSilent ? ' with its machine' : ''}`)
    world.crash(process, isSilent)
    if (random.chance(0.7)) world.startProcess()
  }),
  deploy: row(2, (world, random) => {
    if (world.processes.length === 0) return
    const process = random.pick(world.processes)
    world.note(`process ${process.id.slice(0, 4)} leaves`)
    world.stop(process)
    world.startProcess()
  }),
  startProcess: row(2, (world) => {
    if (world.processes.length < 3) world.startProcess()
  }),
  freezeProcess: row(2, (world, random) => {
    if (world.processes.length === 0) return
    const process = random.pick(world.processes)
    world.note(`process ${process.id.slice(0, 4)} is stopped`)
    world.freeze(process)
  }),
  thawProcesses: row(3, (world) => {
    for (const process of world.processes) world.thaw(process)
  }),
  slowStore: row(2, (world, random) => {
    world.fault()
    world.disk.weather.readMs = random.pick([2, 20, 300])
    world.disk.weather.commitMs = random.pick([5, 50, 800])
  }),
  failingStore: row(2, (world, random) => {
    world.fault()
    world.disk.weather.failures = random.pick([0, 0, 10, 40])
  }),
  losingBus: row(2, (world, random) => {
    world.fault()
    world.fabric.loss = random.pick([0, 30, 100])
    world.fabric.latencyMs = random.pick([3, 200])
  }),
  /** Something is written while no wake-up reaches another process. */
  whisper: row(2, (world, random) => {
    world.fault()
    world.fabric.loss = 100
    withUserTab(world, random, ({ tab }) => say(world, tab))
  }),
  /** An operator leaves, and the server dies about when their conversations are handed on. */
  operatorLeaves: row(1, (world, random) => {
    const busy = world.operators.filter(({ monitors }) =>
      monitors.some(({ state }) =>
        [...state.conversations.values()].some((one) => one.state.carried),
      ),
    )
    const operator = random.pick(busy.length > 0 ? busy : world.operators)
    world.note(`${operator.name} leaves`)
    for (const tab of operator.monitors.filter((one) => one.pending() === 0)) {
      world.closeTab(operator, tab, 'goodbye')
    }
    Object.assign(
      world.disk.weather,
      random.pick([{}, { readMs: 300, commitMs: 800 }, { failures: 40 }]),
    )
    world.clock.after(GRACE_MS + random.int(0, 4_000), () => {
      if (world.isOver) return
      world.note('all processes die')
      for (const process of world.processes.slice()) world.crash(process, false)
      world.startProcess()
    })
  }),
  calm: row(2, (world) => {
    if (world.disk.weather.failures > 0) world.fault()
    Object.assign(world.disk.weather, { readMs: 2, commitMs: 5, failures: 0 })
    world.fabric.loss = 0
    for (const { link } of world.links) link.heal()
  }),
} satisfies Record<string, Row>
