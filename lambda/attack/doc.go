// Package attack tests SECURITY.md's threat model. Every row of its table is an
// attack on intake with its guard, which runs twice. With all defences on, the
// attack must not exceed the row's limit. With only the row's defence off, it must
// succeed. So a row proves that its defence, and no other one, stops the attack.
//
// The package has only tests.
package attack
