/** rrweb's player in live mode. `#observe` begins, or ends and begins anew. */
import { Replayer, type eventWithTime } from 'rrweb'

const line = new WebSocket(window.rrwebRelay)
const place = document.querySelector('#place')
let player: Replayer | null = null

line.addEventListener('open', () => {
  window.rrwebIsReady = true
})
line.addEventListener('message', ({ data }) => {
  player?.addEvent(JSON.parse(String(data)) as eventWithTime)
})

document.querySelector('#observe')?.addEventListener('click', () => {
  if (place === null) return
  player?.destroy()
  player = new Replayer([], {
    root: place,
    liveMode: true,
    // Must be off where events are applied as they come.
    useVirtualDom: false,
    mouseTail: false,
    showWarning: false,
  })
  // All that happens before the base line is applied at once: no timer, and no clock of the user's.
  player.startLive(Date.now() + 86_400_000)
  window.probe.watchPicture()
  line.send('observe')
})
document.querySelector('#stop')?.addEventListener('click', () => {
  player?.destroy()
  player = null
  line.send('stop')
})
