/**
 * TwiML read as Twilio reads it: only verbs, attributes and values that it knows, each where it may
 * stand. From its reference ("TwiML Voice": Say, Gather, Dial, Number, Hangup).
 */
import assert from 'node:assert/strict'

export interface Verb {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  /** Text and verbs, in their order. */
  readonly children: readonly (Verb | string)[]
}

const ADDRESS = /^https?:\/\/[^\s<>"]+$/
const KNOWN: Readonly<
  Record<
    string,
    { readonly within: readonly string[]; readonly attributes: Readonly<Record<string, RegExp>> }
  >
> = {
  Say: { within: ['Response', 'Gather'], attributes: { language: /^[a-z]{2,3}-[A-Z]{2}$/ } },
  Gather: {
    within: ['Response'],
    attributes: {
      input: /^dtmf$/,
      action: ADDRESS,
      method: /^POST$/,
      finishOnKey: /^#$/,
      numDigits: /^[1-9]\d?$/,
      timeout: /^[1-9]\d?$/,
    },
  },
  Dial: {
    within: ['Response'],
    attributes: {
      action: ADDRESS,
      method: /^POST$/,
      callerId: /^\+[1-9]\d{6,14}$/,
      timeLimit: /^[1-9]\d{1,4}$/,
      timeout: /^[1-9]\d{0,2}$/,
    },
  },
  Number: {
    within: ['Dial'],
    attributes: {
      statusCallback: ADDRESS,
      statusCallbackMethod: /^POST$/,
      statusCallbackEvent: /^initiated ringing answered completed$/,
    },
  },
  Hangup: { within: ['Response'], attributes: {} },
}

/** Throws on what Twilio would not carry out, or what is no XML. */
export function parseTwiml(body: string): readonly Verb[] {
  const rest = { text: body.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>/, '') }
  assert.notEqual(rest.text, body, 'an XML declaration')
  const root = readElement(rest)
  assert.equal(root.name, 'Response')
  assert.deepEqual(root.attributes, {})
  assert.equal(rest.text.trim(), '', 'nothing after the response')
  check(root, null)
  return root.children.filter((child) => typeof child !== 'string')
}

/** What stands in it, without that of verbs within. */
export function textOf({ children }: Verb): string {
  return children.filter((child) => typeof child === 'string').join('')
}

/** All that is said, pressed keys or not, in its order. */
export function said(verbs: readonly Verb[]): readonly string[] {
  return verbs.flatMap((verb) =>
    verb.name === 'Say'
      ? [textOf(verb)]
      : said(verb.children.filter((child) => typeof child !== 'string')),
  )
}

function check(verb: Verb, within: string | null): void {
  if (within !== null) {
    const known = KNOWN[verb.name]
    assert.ok(known !== undefined, `no verb <${verb.name}>`)
    assert.ok(known.within.includes(within), `<${verb.name}> may stand in <${within}>`)
    for (const [name, value] of Object.entries(verb.attributes)) {
      const pattern = known.attributes[name]
      assert.ok(pattern?.test(value), `${name}="${value}" of <${verb.name}>`)
    }
    if (verb.name === 'Dial') assert.ok(Number(verb.attributes['timeLimit']) <= 14_400)
    if (verb.name === 'Number') assert.match(textOf(verb), /^\+[1-9]\d{6,14}$/)
    if (verb.name === 'Say') assert.notEqual(textOf(verb).trim(), '')
  }
  for (const child of verb.children) {
    if (typeof child !== 'string') check(child, verb.name)
    else assert.ok(['Say', 'Number'].includes(verb.name), `no text in <${verb.name}>: ${child}`)
  }
}

function readElement(rest: { text: string }): Verb {
  const open = /^<([A-Za-z]+)((?:\s+[A-Za-z]+="[^"<]*")*)\s*(\/?)>/.exec(rest.text)
  assert.ok(open !== null, `an element at ${rest.text.slice(0, 40)}`)
  const [whole, name = '', list = '', empty] = open
  rest.text = rest.text.slice(whole.length)
  const pairs = [...list.matchAll(/([A-Za-z]+)="([^"]*)"/g)]
  const attributes = Object.fromEntries(pairs.map(([, key, value = '']) => [key, plain(value)]))
  assert.equal(Object.keys(attributes).length, pairs.length, 'each attribute once')
  const children: (Verb | string)[] = []
  while (empty === '' && !rest.text.startsWith(`</${name}>`)) {
    if (rest.text.startsWith('<')) children.push(readElement(rest))
    else {
      const [text] = /^[^<]+/.exec(rest.text) ?? ['']
      assert.notEqual(text, '', `<${name}> is closed`)
      rest.text = rest.text.slice(text.length)
      children.push(plain(text))
    }
  }
  if (empty === '') rest.text = rest.text.slice(`</${name}>`.length)
  return { name, attributes, children }
}

function plain(text: string): string {
  assert.doesNotMatch(text, /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9A-Fa-f]+);)/, 'a bare &')
  // What XML cannot hold however it is written.
  // oxlint-disable-next-line no-control-regex
  assert.doesNotMatch(text, /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/, 'a sign that XML has not')
  const named: Readonly<Record<string, string>> = {
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
  }
  return text.replaceAll(/&(#x?)?(\w+);/g, (_, numeric: string | undefined, code: string) => {
    if (numeric === undefined) return named[code] ?? ''
    return String.fromCodePoint(Number.parseInt(code, numeric === '#x' ? 16 : 10))
  })
}
