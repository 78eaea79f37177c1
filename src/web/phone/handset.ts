/** Path of a telephone's handset, in 16 x 16. */
export const HANDSET =
  'M3 1.5h2.6l1.3 3.6-1.7 1.4a9 9 0 0 0 4.3 4.3l1.4-1.7 3.6 1.3V13a1.6 1.6 0 0 1-1.7 1.5A11.9 11.9 0 0 1 1.5 3.2 1.6 1.6 0 0 1 3 1.5z'
