// Package ledger is the system's shared state, one interface for each concern:
// Submissions (each lead is created once, however often it is sent), Limits
// (counts in fixed windows), Pacer (the rate of requests to Thoughtly), Proofs
// (used proofs of work), Stops (the do-not-call list) and Evidence (records of
// consents, of their uses and of stops). It must not know about HTTP or about
// Thoughtly.
//
// Dynamo is the ledger of a deployment, Memory the ledger of one process. Both
// pass the tests in ledgertest.
package ledger

// Ledger combines all interfaces. Implementations are safe for use by any
// number of goroutines and processes. Every error except ErrLost means that the
// store could not be reached or read; the operation may or may not have had an
// effect.
type Ledger interface {
	Submissions
	Limits
	Pacer
	Proofs
	Stops
	Evidence
}
