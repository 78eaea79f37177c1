import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { participantView } from './derive.ts'
import { createMemoryDriver } from './testing/memory-driver.ts'
import {
  account,
  activate,
  ANN,
  begin,
  BOB,
  bobEnters,
  operatorReady,
  S,
} from './testing/samples.ts'
import { monitorRows } from './monitor-view.ts'
import { upgradeDesk, upgradeRoom, type StoredDesk, type StoredRoom } from './upgrade.ts'

/** As the first form had it: the text that lay in the store, word for word. */
const FIRST_ROOM = `{
  "id":"S_____________________","interview":"interview.yml","seq":7,"createdAt":1000000,
  "settings":{"called":true,"availability":"available","mode":"help","partnerRoles":["law"]},
  "multiUser":false,"version":1,"position":0,"title":"Child support","question":"income",
  "questionSince":1000000,"progress":null,
  "participants":{
    "ann___________________":{"id":"ann___________________","account":null,"visitorNumber":1,
      "enteredAt":1000000,"pages":{"a_____________________":"P_____________________"},
      "graceEndsAt":null,"offlineAt":null,"listed":true,
      "chat":{"state":"on","since":1000000,
        "operator":{"id":"olga__________________","name":"olga"},"leftBehindBy":null},
      "lastLine":7,"readUpTo":6,"readByOperatorUpTo":5,"informed":true,"dismissedBy":[],
      "mergedInto":null},
    "bob___________________":{"id":"bob___________________","account":null,"visitorNumber":2,
      "enteredAt":1000000,"pages":{},"graceEndsAt":null,"offlineAt":1000000,"listed":false,
      "chat":{"state":"off"},"lastLine":0,"readUpTo":0,"readByOperatorUpTo":0,"informed":false,
      "dismissedBy":[],"mergedInto":null}},
  "nextVisitor":3,"rolesReported":{"law":1000000}}`
const FIRST_DESK = `{"seq":5,"operators":{
  "olga__________________":{"card":{"id":"olga__________________","name":"olga"},
    "available":true,"roles":["law"],"pages":{"olga__________________":"P_____________________"},
    "graceEndsAt":null,"idleSince":1000000,"conversations":[
      {"session":"S_____________________","participant":"ann___________________","since":1000000}]}},
  "queue":[],"roles":{"law":1000000}}`

/** The names of everything within, values left out. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shape)
  if (typeof value !== 'object' || value === null) return 'value'
  const sorted = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(sorted.map(([name, within]) => [name, shape(within)]))
}

describe('what an earlier version stored', () => {
  const room: StoredRoom = JSON.parse(FIRST_ROOM)
  const desk: StoredDesk = JSON.parse(FIRST_DESK)

  it('[REL6] has every field that the same has today', () => {
    const driver = createMemoryDriver()
    operatorReady(driver, 'olga')
    begin(driver)
    driver.toRoom(S, { type: 'enter', participant: BOB, account: null })
    driver.toRoom(S, { type: 'chat-activate', participant: ANN, invited: false })
    // Whose the last answers were is not known of then.
    const now = { ...driver.room(S), changed: null }
    assert.deepEqual(shape(upgradeRoom(room)), shape(now))
    assert.deepEqual(shape(upgradeDesk(desk)), shape(driver.desk()))
  })

  it('[REL6] goes on: the conversation, its operator and what was read', () => {
    const now = upgradeRoom(room)
    const view = participantView(now, ANN, upgradeDesk(desk))
    assert.equal(view.operatorName, 'olga')
    assert.deepEqual([view.ownReadUpTo, view.readByOperatorsUpTo], [6, 5])
    assert.equal(monitorRows(now, upgradeDesk(desk))[0]?.operator?.name, 'olga')
    assert.equal(now.participants[ANN]?.lastPrivate, 7)
  })

  it('[REL6] of the present form is left as it is', () => {
    const driver = createMemoryDriver()
    operatorReady(driver, 'olga')
    begin(driver)
    assert.equal(upgradeRoom(driver.room(S)), driver.room(S))
    assert.deepEqual(upgradeDesk(driver.desk()), driver.desk())
  })

  it('[REL6] [PHN1] of before telephone help has none of it, and is complete', () => {
    const driver = createMemoryDriver()
    operatorReady(driver, 'olga')
    begin(driver)
    bobEnters(driver)
    const unknownThen = new Set(['phone', 'callsToday', 'calls', 'mayHaveOffers'])
    const then = (value: unknown): string =>
      JSON.stringify(value, (name, within: unknown) => (unknownThen.has(name) ? undefined : within))
    assert.deepEqual(upgradeRoom(JSON.parse(then(driver.room(S)))), driver.room(S))
    assert.deepEqual(upgradeDesk(JSON.parse(then(driver.desk()))), driver.desk())
  })

  it('[REL6] [SES3] of before lists could be shortened stands on all of them', () => {
    const driver = createMemoryDriver()
    begin(driver)
    bobEnters(driver)
    const then = JSON.stringify(driver.room(S), (name, within: unknown) =>
      name === 'setAside' ? undefined : within,
    )
    assert.equal(then.includes('setAside'), false)
    assert.deepEqual(upgradeRoom(JSON.parse(then)), driver.room(S))
  })

  it('[REL6] [CHT5] who waits or is connected counts as there, until the room says otherwise', () => {
    const driver = createMemoryDriver()
    operatorReady(driver, 'olga')
    driver.toDesk({ type: 'set-limit', operator: account('olga'), limit: 1 })
    begin(driver)
    bobEnters(driver)
    for (const who of [ANN, BOB]) activate(driver, who)
    const second: StoredDesk = JSON.parse(
      JSON.stringify(driver.desk(), (name, value: unknown) =>
        name === 'away' ? undefined : value,
      ),
    )
    assert.equal(JSON.stringify(second).includes('away'), false)
    assert.deepEqual(upgradeDesk(second), driver.desk())
  })
})
