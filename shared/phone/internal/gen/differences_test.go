package main

// Where package phone differs from the pinned library on purpose, and why:
//
//   - Digits of an extension come out in ASCII. The library keeps those of
//     another script as they were typed, which RFC 3966 (section 3) does not
//     allow in ;ext=.
