// Package attack is the test that SECURITY.md's threat model holds: every row
// of its table is an attack here, made on intake with its guard as a deployment
// has them. Each is made twice. With all defences up it must get no further
// than in the row. With the one defence that the row names switched off, and
// nothing else changed, it must succeed: so a row proves that its own defence
// stops the attack, and a defence that stops working is noticed.
//
// The package has nothing but tests.
package attack
