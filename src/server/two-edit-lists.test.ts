import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { toldIn, twoPeople, valueOf, type Form, type person } from './testing/form-filler.ts'
import { plainEvaluators } from './testing/plain-evaluators.ts'
import { startTestServer } from './testing/test-server.ts'

/** Items of a list on one screen, and then a screen with a file. */
const YAML = `
metadata:
  title: Two
---
initial: True
code: |
  multi_user = True
  process_action()
---
objects:
  - kids: DAList.using(object_type=Individual, complete_attribute='complete', there_are_any=True)
---
code: |
  rent = 1
  note = ''
---
code: |
  kids[i].name.first
  kids[i].complete = True
---
event: change
code: |
  if action_argument('what') == 'rent':
    rent = action_argument('to')
  elif action_argument('what') == 'kid':
    kids.appendObject().name.first = action_argument('to')
  else:
    note = action_argument('to')
---
question: Children
subquestion: |
  Rent: \${ rent }.
fields:
  - Name: kids[i].name.first
  - Age: kids[i].age
    required: False
list collect: True
---
question: Lease
fields:
  - Lease: lease
    datatype: file
  - City: city
---
mandatory: True
code: |
  kids.gather()
  lease
  done
---
event: done
question: |
  Done: \${ kids }, \${ lease }, \${ note }.
`

describe('two people who answer the same list', async () => {
  const evaluators = await plainEvaluators()
  const server = await startTestServer({ evaluators, yaml: YAML })
  after(() => server.close())

  const two = () => twoPeople(server)

  /** A form with so many entries, as a browser sends it: what waits is not sent. */
  function children(one: ReturnType<typeof person>, ...names: readonly string[]): Form {
    const { version = '', screen = '', seen = '', press = '' } = one.form({})
    const form: Form = { version, screen, seen, press }
    for (const [index, name] of names.entries()) {
      form[`e${index}`] = 'shown'
      form[`f${index}_0`] = name
      form[`f${index}_1`] = String(index + 3)
    }
    return form
  }

  const isWaiting = (html: string, entry: string): boolean =>
    /\shidden/.test(
      new RegExp(`<fieldset[^>]*data-m="${entry}"[^>]*>`).exec(html)?.[0] ?? ' hidden',
    )

  it('[JOI3] what the other changed is shown here: all entries that were typed are still there', async () => {
    const { ann, bob } = await two()
    await bob.change('rent', '900')
    const html = await ann.send(children(ann, 'Zoe', 'Yan'))
    assert.match(html, /Rent: 900\./)
    assert.deepEqual([valueOf(html, 'f0_0'), valueOf(html, 'f1_0')], ['Zoe', 'Yan'])
    assert.deepEqual([valueOf(html, 'f0_1'), valueOf(html, 'f1_1')], ['3', '4'])
    assert.deepEqual([isWaiting(html, 'e1'), isWaiting(html, 'e2')], [false, true])
    assert.match(await ann.send(children(ann, 'Zoe', 'Yan')), /Lease/)
  })

  it('[JOI3] a form that had been given one more entry is still the same screen', async () => {
    const { ann, bob } = await two()
    await ann.send({ ...children(ann, 'Zoe'), press: 'add-entry' })
    await bob.change('note', 'kept')
    const html = await ann.send(children(ann, 'Zoe', 'Yan'))
    assert.doesNotMatch(html, /al-overtaken/)
    assert.match(html, /Lease/)
  })

  it('[JOI3] both have added an item: the one that is there stays as it is, the other is told', async () => {
    const { ann, bob } = await two()
    await bob.change('kid', 'Xavier')
    const html = await ann.send(children(ann, 'Zoe', 'Yan'))
    assert.deepEqual([valueOf(html, 'f0_0'), valueOf(html, 'f0_1')], ['Zoe', '3'])
    // Nor is what was typed of one child written beside the name of another.
    assert.deepEqual([valueOf(html, 'f1_0'), valueOf(html, 'f1_1')], ['Xavier', ''])
    assert.deepEqual(toldIn(html), [
      ['2. Name', 'Yan'],
      ['2. Age', '4'],
    ])
  })

  it('[JOI3] a file that has no place any more is told by its name', async () => {
    const { ann, bob } = await two()
    await bob.send(children(bob, 'Zoe'))
    await ann.look()
    await bob.look()
    const { version = '', screen = '', seen = '', press = '' } = ann.form({})
    await bob.back()
    const form = new FormData()
    for (const [name, value] of Object.entries({ version, screen, seen, press, f1: 'Boston' })) {
      form.set(name, value)
    }
    form.set('f0', new File(['lease'], 'lease.pdf', { type: 'application/pdf' }))
    assert.deepEqual(toldIn(await ann.send(form)), [
      ['Lease', 'lease.pdf'],
      ['City', 'Boston'],
    ])
  })
})
