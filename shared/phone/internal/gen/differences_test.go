package main

// Where package phone differs from the pinned library on purpose, and why:
//
//   - Digits of an extension come out in ASCII. The library keeps those of
//     another script as they were typed, which RFC 3966 (section 3) does not
//     allow in ;ext=.
//
//   - The national form of an Argentine mobile number begins with its area
//     code: 011 15-2345-6789. The pinned library writes 09 15-2345-6789: it
//     puts group 1, the 9 of calls from abroad, where libphonenumber itself,
//     from which it is ported, puts the group that the format begins with.
