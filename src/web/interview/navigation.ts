/**
 * Answers and actions go by `fetch`, so that the help area, the chat and the line to the server
 * stay. Nothing typed is ever lost by a failure: the screen stands until the next one is here.
 */
import type { ScreenReply } from '../../server/pages/rendered.ts'
import { text } from '../../texts/text.ts'
import { isSecretElement } from '../mirror/masking.ts'
import { carryTyping } from './carry-typing.ts'
import { checkForm } from './checks.ts'
import { showLeftovers } from './leftovers.ts'
import { loadBuilt } from './load-built.ts'
import type { Notices } from './notices.ts'
import type { ScreenView } from './screen-view.ts'
import type * as upload from './upload.ts'

const SLOW_MS = 300

export interface Navigation {
  /** True while an answer is on its way. */
  readonly isBusy: boolean
  /**
   * JOI3: puts the present screen in the place of an older one; what was typed stays. For whoever
   * calls it unasked: not while the person composes, nor under control.
   */
  refresh(): void
  /** The same unasked: it says nothing of failures, and gives way to whatever the person does. */
  look(): Promise<boolean>
}

interface Ask {
  readonly url: string
  /** Read when it is sent: a second try takes what stands in the form by then. */
  readonly body: (() => URLSearchParams | FormData) | null
  /** The screen that it brings takes over what was typed. */
  readonly carries?: boolean | 'refused'
}

export function listenToNavigation(options: {
  readonly view: ScreenView
  readonly notices: Notices
  /** CTL8: under which control a form is being sent just now; null: by the user. */
  underControl(): number | null
  /** The interview leads to another address. */
  onLeave(): void
  onSettled(): void
  /** JOI: the person takes part no longer: whatever comes late is not shown. */
  isOver(): boolean
}): Navigation {
  const { view, notices } = options
  const actionPath = `${document.body.dataset['root'] ?? '/'}s/${document.body.dataset['session'] ?? ''}/action`
  let busy = false

  view.root.addEventListener('submit', (event) => {
    const form = event.target
    if (!(form instanceof HTMLFormElement) || form.method !== 'post') return
    event.preventDefault()
    const { submitter } = event
    const asIs = submitter instanceof HTMLButtonElement && submitter.formNoValidate
    if (busy || (form.id === 'al-form' && !asIs && !checkForm(form))) return
    const control = options.underControl()
    // Back that is refused, because somebody else has changed answers, costs nothing that was typed.
    const carries = form.id === 'al-back' ? 'refused' : false
    void go({ url: form.action, body: () => readForm(form, submitter, control), carries })
  })

  document.addEventListener('click', (event) => {
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey
    const link = event.target instanceof Element ? event.target.closest('a') : null
    if (!plain || event.defaultPrevented || link === null || link.target === '_blank') return
    if (link.origin !== location.origin || link.pathname !== actionPath) return
    event.preventDefault()
    document.getElementById('al-menu')?.removeAttribute('open')
    const body = new URLSearchParams(link.search)
    tellControl(body, options.underControl())
    void go({ url: actionPath, body: () => body })
  })

  async function go(ask: Ask): Promise<void> {
    if (busy) return
    busy = true
    notices.hide('failed')
    const slow = setTimeout(() => view.root.setAttribute('aria-busy', 'true'), SLOW_MS)
    const reply = await request(ask, (percent) => {
      notices.show('sending', { kind: 'info', text: text('page.sendingFiles', { percent }) })
    })
    notices.hide('sending')
    clearTimeout(slow)
    view.root.removeAttribute('aria-busy')
    busy = false
    if (options.isOver()) return
    take(reply, ask)
    options.onSettled()
  }

  async function look(): Promise<boolean> {
    const { version } = view
    const reply = await request({ url: location.pathname, body: null }, () => {})
    if (busy || view.version !== version || options.isOver()) return true
    if (reply.type === 'error' || reply.type === 'failed') return false
    if (reply.type === 'screen') view.show(reply.screen, reply.version, 'unasked')
    else take(reply, { url: location.pathname, body: null })
    options.onSettled()
    return true
  }

  function take(reply: ScreenReply | Refusal, ask: Ask): void {
    switch (reply.type) {
      case 'screen': {
        const isBounced = ask.carries === 'refused' && !reply.accepted
        const putBack = ask.carries === true || isBounced ? carryTyping(view.root) : null
        view.show(reply.screen, reply.version)
        if (putBack !== null) showLeftovers(view.root, putBack())
        return
      }
      case 'failed':
        return view.showFailure(reply.html)
      case 'leave':
        options.onLeave()
        if (/^(https?:\/\/|\/(?!\/))/.test(reply.url)) location.assign(reply.url)
        return
      case 'error':
        return notices.show('failed', {
          kind: 'problem',
          text: reply.message,
          actions: [{ label: text('page.tryAgain'), run: () => void go(ask) }],
        })
    }
  }

  return {
    get isBusy() {
      return busy
    },
    refresh: () => void go({ url: location.pathname, body: null, carries: true }),
    look,
  }
}

interface Refusal {
  readonly type: 'error'
  readonly message: string
}

async function request(
  ask: Ask,
  onProgress: (percent: number) => void,
): Promise<ScreenReply | Refusal> {
  try {
    const body = ask.body === null ? null : ask.body()
    const sender = body instanceof FormData ? await loadBuilt<typeof upload>('upload') : null
    const response =
      sender !== null && body instanceof FormData
        ? await sender.sendFiles(ask.url, body, onProgress)
        : await fetch(ask.url, {
            method: body === null ? 'GET' : 'POST',
            headers: { accept: 'application/json' },
            body,
            cache: 'no-store',
          })
    const type = response.headers.get('content-type') ?? ''
    if (!type.includes('json')) return { type: 'error', message: text('page.serverTrouble') }
    const reply: unknown = await response.json()
    if (isReply(reply)) return reply
    return { type: 'error', message: text('page.serverTrouble') }
  } catch {
    // No line, or cut off within: everything typed is still here, and the person is told so.
    return { type: 'error', message: text('page.notSent') }
  }
}

/** Our own server's word, so its kind is enough. */
function isReply(value: unknown): value is ScreenReply | Refusal {
  const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : null
  return type === 'screen' || type === 'leave' || type === 'failed' || type === 'error'
}

/** Of fields that a condition hides: what was typed there before is nobody's business. */
function hiddenNames(form: HTMLFormElement): ReadonlySet<string> {
  const controls = form.querySelectorAll('[data-al-key][hidden] [name]')
  return new Set([...controls].map((control) => control.getAttribute('name') ?? ''))
}

/** Of fields that a script has marked, too: the server does not know of those. */
function secretNames(form: HTMLFormElement): ReadonlySet<string> {
  const names = [...form.elements].filter(isSecretElement).map((one) => one.getAttribute('name'))
  return new Set(names.flatMap((name) => (name === null || name === '' ? [] : [name])))
}

function readForm(
  form: HTMLFormElement,
  submitter: HTMLElement | null,
  control: number | null,
): URLSearchParams | FormData {
  const hidden = hiddenNames(form)
  const given = [...new FormData(form)].filter(([name]) => !hidden.has(name))
  const hasFiles = given.some(([, value]) => typeof value !== 'string' && value.size > 0)
  const body = hasFiles ? new FormData() : new URLSearchParams()
  for (const [name, value] of given) {
    if (typeof value === 'string') body.append(name, value)
    else if (body instanceof FormData) body.append(name, value)
  }
  if (submitter instanceof HTMLButtonElement && submitter.name !== '') {
    body.append(submitter.name, submitter.value)
  }
  tellControl(body, control)
  // OBS7: a screen that is refused comes back with what was typed, and observers get it too.
  for (const name of secretNames(form)) body.append('masked', name)
  return body
}

/** Ours to say, whatever the form or the link holds under that name. */
function tellControl(body: URLSearchParams | FormData, control: number | null): void {
  body.delete('control')
  if (control !== null) body.append('control', String(control))
}
