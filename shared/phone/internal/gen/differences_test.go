package main

// Where package phone differs from the oracle on purpose, and why:
//
//   - Digits of an extension come out in ASCII. The oracle keeps those of
//     another script as they were typed, which RFC 3966 (section 3) does not
//     allow in ;ext=.
//   - The longest input is 250 bytes, not 250 characters.
//   - Beyond the Basic Multilingual Plane, a trailing character counts as
//     punctuation by its block: emoji are cut off, everything else is a letter.
//
// And from Google's AsYouTypeFormatter:
//
//   - Where it gives up a format that still fits the digits, it shows them
//     formatted but leaves the caret where it was in the input. Here the caret
//     stays behind its digit.
//   - For Japanese formats of more than 15 digits it throws an error. Here the
//     digits are shown as they were typed.
//   - A full-width plus sign adds the word undefined to what it has read. Here
//     it counts as a plus sign.
//   - It loses digits of some long inputs, such as Japanese ones that begin with
//     000, after it has taken a second, longer national prefix off. Here they
//     are shown as they were typed.
