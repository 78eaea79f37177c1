/** Sends files: `fetch` does not tell how much of them has left. Loaded when there are some. */

/** Told at most so often on the way. */
const STEPS = 10

/** Rejects where the line breaks. */
export function sendFiles(
  url: string,
  body: FormData,
  onProgress: (percent: number) => void,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest()
    let told = -1
    sending.open('POST', url)
    sending.setRequestHeader('accept', 'application/json')
    sending.upload.addEventListener('progress', ({ loaded, total }) => {
      const step = Math.floor((loaded / Math.max(total, 1)) * STEPS)
      if (step === told) return
      told = step
      onProgress((step * 100) / STEPS)
    })
    sending.addEventListener('load', () => {
      const type = sending.getResponseHeader('content-type') ?? ''
      const { status, responseText } = sending
      resolve(new Response(responseText, { status, headers: { 'content-type': type } }))
    })
    for (const event of ['error', 'abort', 'timeout'] as const) {
      sending.addEventListener(event, () => reject(new Error('not sent')))
    }
    sending.send(body)
  })
}
