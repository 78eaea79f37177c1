/** Told of what a bus got over: a listener that threw, a connection that was lost. */
export type OnBusError = (error: unknown) => void

/** A listener's error is its own: whoever comes after it is called all the same. */
export function callListener(
  listener: (message: string) => void,
  message: string,
  onError: OnBusError,
): void {
  try {
    listener(message)
  } catch (error) {
    onError(error)
  }
}
