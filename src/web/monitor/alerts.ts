/**
 * Desktop notifications and sounds (MON6). Of several tabs of one browser the one used last alerts,
 * so that each is heard once; where the browser knows no locks, all do, and notifications of the same
 * tag replace each other. Where the browser forbids any of it, nothing else suffers (REL8).
 */
import type { Alert } from './attention.ts'
import type { EntryKey } from './monitor-state.ts'

const LOCK = 'alongside-monitor-alerts'
const MAX_BODY = 300

export interface Alerts {
  /** From a click: browsers ask for permission, and let sounds begin, only then. */
  prepare(): void
  announce(alerts: readonly Alert[]): void
}

export interface AlertOptions {
  hasSound(): boolean
  /** The operator looks at this conversation's message box in this tab. */
  isAttended(key: EntryKey): boolean
  describe(alert: Alert): { readonly title: string; readonly body: string }
  open(key: EntryKey): void
}

export function createAlerts(options: AlertOptions): Alerts {
  const lead = createLead()
  let audio: AudioContext | null = null

  function play(kind: Alert['kind']): void {
    try {
      audio ??= new AudioContext()
      void audio.resume().catch(() => undefined)
      for (const [i, hertz] of TONES[kind].entries()) playTone(audio, hertz, i * TONE_S)
    } catch {
      // The browser has no sound, or not for us: the page says all in writing.
    }
  }

  function notify(alert: Alert): void {
    if (!('Notification' in window) || Notification.permission !== 'granted') return
    const { title, body } = options.describe(alert)
    try {
      const shown = new Notification(title, { body: body.slice(0, MAX_BODY), tag: alert.key })
      shown.addEventListener('click', () => {
        window.focus()
        options.open(alert.key)
        shown.close()
      })
    } catch {
      // Some phones know notifications of service workers only.
    }
  }

  return {
    prepare() {
      if ('Notification' in window && Notification.permission === 'default') {
        void Notification.requestPermission()
      }
      try {
        audio ??= new AudioContext()
        void audio.resume().catch(() => undefined)
      } catch {
        // As in `play`.
      }
    },
    announce(alerts) {
      if (!lead.isOurs()) return
      const fresh = alerts.filter(({ key }) => !options.isAttended(key))
      for (const alert of fresh) notify(alert)
      const [first] = fresh
      if (first !== undefined && options.hasSound()) play(first.kind)
    },
  }
}

const TONE_S = 0.13
/** Hz, one after the other. */
const TONES: Readonly<Record<Alert['kind'], readonly number[]>> = {
  conversation: [523, 659, 784],
  message: [880],
  offer: [659, 523],
}

function playTone(audio: AudioContext, hertz: number, delay: number): void {
  const start = audio.currentTime + delay
  const tone = audio.createOscillator()
  const volume = audio.createGain()
  tone.frequency.value = hertz
  // Swells and fades: a tone that begins at once clicks.
  volume.gain.setValueAtTime(0, start)
  volume.gain.linearRampToValueAtTime(0.15, start + 0.02)
  volume.gain.linearRampToValueAtTime(0, start + TONE_S)
  tone.connect(volume).connect(audio.destination)
  tone.start(start)
  tone.stop(start + TONE_S)
}

/** The tab that was used last leads; when it goes, another does. */
function createLead(): { isOurs(): boolean } {
  const locks = (navigator as { readonly locks?: LockManager }).locks
  if (locks === undefined) return { isOurs: () => true }
  let isOurs = false
  let isQueued = false
  const forEver = new Promise<never>(() => undefined)

  function wait(): void {
    if (isQueued) return
    isQueued = true
    void locks
      ?.request(LOCK, () => {
        isQueued = false
        isOurs = true
        return forEver
      })
      .catch(lost)
  }

  function take(): void {
    if (isOurs) return
    void locks
      ?.request(LOCK, { steal: true }, () => {
        isOurs = true
        return forEver
      })
      .catch(lost)
  }

  /** Another tab took it. */
  function lost(): void {
    isOurs = false
    wait()
  }

  window.addEventListener('focus', take)
  if (document.hasFocus()) take()
  else wait()
  return { isOurs: () => isOurs }
}
