import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fieldStates, type Condition, type FieldRules, type Others } from './field-states.ts'

function showIf(key: string, ...values: readonly string[]): Condition {
  return { key, values, negated: false, effect: 'show' }
}

function field(key: string, condition: Condition | null = null, others: Others[] = []): FieldRules {
  return { key, condition, others }
}

function states(
  fields: readonly FieldRules[],
  held: Readonly<Record<string, readonly string[]>>,
): Record<string, string> {
  return Object.fromEntries(fieldStates(fields, (key) => held[key] ?? []))
}

describe('states of fields', () => {
  const fruit = [field('a'), field('b', showIf('a', 'Other'))]

  it('[QUE4] a field is shown while the other holds one of the values', () => {
    assert.deepEqual(states(fruit, { a: ['Other'] }), { a: 'open', b: 'open' })
    assert.deepEqual(states(fruit, { a: ['Apple'] }), { a: 'open', b: 'hidden' })
    assert.deepEqual(states(fruit, {}), { a: 'open', b: 'hidden' })
  })

  it('[QUE4] of several boxes one is enough, and nothing at all can be asked for', () => {
    assert.equal(states(fruit, { a: ['Apple', 'Other'] })['b'], 'open')
    const empty = [field('a'), field('b', showIf('a', ''))]
    assert.equal(states(empty, {})['b'], 'open')
    assert.equal(states(empty, { a: ['x'] })['b'], 'hidden')
  })

  it('[QUE4] each of the four words turns the condition its way', () => {
    for (const [effect, negated, met, otherwise] of [
      ['show', false, 'open', 'hidden'],
      ['show', true, 'hidden', 'open'],
      ['enable', false, 'open', 'disabled'],
      ['enable', true, 'disabled', 'open'],
    ] as const) {
      const fields = [field('a'), field('b', { key: 'a', values: ['1'], negated, effect })]
      assert.equal(states(fields, { a: ['1'] })['b'], met, `${effect} ${negated}`)
      assert.equal(states(fields, { a: ['2'] })['b'], otherwise, `${effect} ${negated}`)
    }
  })

  it('[QUE4] a field that is not there meets no condition, whatever it holds', () => {
    const nested = [...fruit, field('c', showIf('b', 'yes'))]
    assert.equal(states(nested, { a: ['Other'], b: ['yes'] })['c'], 'open')
    assert.equal(states(nested, { a: ['Apple'], b: ['yes'] })['c'], 'hidden')
    assert.equal(states([field('b', showIf('gone', 'x'))], { gone: ['x'] })['b'], 'hidden')
  })

  it('[QUE4] a circle of conditions is met by nobody, and ends', () => {
    const circle = [field('a', showIf('b', '1')), field('b', showIf('a', '1'))]
    assert.deepEqual(states(circle, { a: ['1'], b: ['1'] }), { a: 'hidden', b: 'hidden' })
    assert.equal(states([field('a', showIf('a', '1'))], { a: ['1'] })['a'], 'hidden')
  })

  it('[QUE4] `disable others` disables while its field holds something and is open itself', () => {
    const disables: Others = { what: 'disable', keys: ['b', 'c'] }
    const fields = [field('a', null, [disables]), field('b'), field('c'), field('d')]
    assert.deepEqual(states(fields, { a: ['x'] }), {
      a: 'open',
      b: 'disabled',
      c: 'disabled',
      d: 'open',
    })
    assert.equal(states(fields, {})['b'], 'open')
    const hidden = [field('d'), field('a', showIf('d', '1'), [disables]), field('b')]
    assert.equal(states(hidden, { a: ['x'] })['b'], 'open')
    assert.equal(states(hidden, { a: ['x'], d: ['1'] })['b'], 'disabled')
  })

  it('[QUE4] of two that disable each other the first does', () => {
    const fields = [
      field('a', null, [{ what: 'disable', keys: ['b'] }]),
      field('b', null, [{ what: 'disable', keys: ['a'] }]),
    ]
    assert.deepEqual(states(fields, { a: ['x'], b: ['y'] }), { a: 'open', b: 'disabled' })
    assert.deepEqual(states(fields, { b: ['y'] }), { a: 'disabled', b: 'open' })
  })

  it('[QUE4] what disables a field meets no condition of others through it', () => {
    const fields = [
      field('a', null, [{ what: 'disable', keys: ['b'] }]),
      field('b'),
      field('c', showIf('b', 'y')),
    ]
    assert.equal(states(fields, { a: ['x'], b: ['y'] })['c'], 'hidden')
    assert.equal(states(fields, { b: ['y'] })['c'], 'open')
  })

  it('[QUE4] a crowd that disables each other is decided at once', () => {
    const keys = Array.from({ length: 60 }, (_, index) => `f${index}`)
    const fields = keys.map((key) => field(key, null, [{ what: 'disable', keys }]))
    const held = Object.fromEntries(keys.map((key) => [key, ['x']]))
    const { f0, ...rest } = states(fields, held)
    assert.equal(f0, 'open')
    assert.deepEqual(new Set(Object.values(rest)), new Set(['disabled']))
  })
})
