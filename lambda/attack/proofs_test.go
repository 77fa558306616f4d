package attack

import (
	"context"
	"math/rand/v2"
	"net/http"
	"time"

	"thoughtlyform/lambda/guard"
	"thoughtlyform/lambda/intake"
	"thoughtlyform/lambda/ledger"
	"thoughtlyform/shared/challenge"
)

// proofs is about telling robots from people.
var proofs = []row{
	{
		name:  "flood_without_proof",
		limit: 9,
		attack: func(d *deployment) int {
			for range 60 {
				d.post(request{address: d.anywhere(), lead: d.lead()})
			}
			return len(d.reached())
		},
		down: unguarded,
	},
	{
		name:  "replay_a_proof",
		limit: 1,
		attack: func(d *deployment) int {
			proof := d.proof("contact")
			for range 30 {
				lead := d.lead()
				lead["proof"] = proof
				d.post(request{address: d.anywhere(), lead: lead})
			}
			return len(d.reached())
		},
		down: func(s *settings) { s.ledger = func(m *ledger.Memory) ledger.Ledger { return forgetfulOfProofs{m} } },
	},
	{
		// The proof is bound to the submission's id, the id to its lead.
		name:  "replay_a_submission_with_other_numbers",
		limit: 1,
		attack: func(d *deployment) int {
			first := d.proved()
			for range 30 {
				lead := d.lead()
				lead["proof"], lead["submission_id"] = first["proof"], first["submission_id"]
				d.post(request{address: d.anywhere(), lead: lead})
			}
			return len(d.reached())
		},
		down: func(s *settings) {
			s.ledger = func(m *ledger.Memory) ledger.Ledger { return forgetfulOfSubmissions{m} }
		},
	},
	{
		name:   "forge_a_proof",
		limit:  0,
		attack: forge,
		down:   credulous,
	},
	{
		name:  "send_a_proof_without_the_work",
		limit: 0,
		attack: func(d *deployment) int {
			for range 30 {
				token := []byte(d.token("contact"))
				nonce := rand.Uint32()
				for _, solves := challenge.Solve(token, nonce, 1); solves; _, solves = challenge.Solve(token, nonce, 1) {
					nonce++
				}
				d.wait(5 * time.Second)
				lead := d.lead()
				lead["proof"] = string(challenge.AppendProof(nil, token, nonce))
				d.post(request{address: d.anywhere(), lead: lead})
			}
			return len(d.reached())
		},
		down: credulous,
	},
	{
		name:  "bring_a_proof_of_an_easier_form",
		limit: 0,
		attack: func(d *deployment) int {
			for range 10 {
				lead := d.lead()
				lead["proof"] = d.proof("second")
				d.post(request{address: d.anywhere(), lead: lead})
			}
			return len(d.reached())
		},
		down: credulous,
	},
	{
		// A stale proof is none: the tighter limits apply.
		name:  "solve_in_advance",
		limit: 9,
		attack: func(d *deployment) int {
			var stock []string
			for range 60 {
				stock = append(stock, solve(d.t, d.token("contact")))
			}
			d.wait(guard.Lifetime + time.Second)
			for _, proof := range stock {
				lead := d.lead()
				lead["proof"] = proof
				d.post(request{address: d.anywhere(), lead: lead})
			}
			return len(d.reached())
		},
		down: func(s *settings) { s.guard = func(g intake.Guard) intake.Guard { return slow{g} } },
	},
	{
		name:  "fill_in_at_once",
		limit: 0,
		attack: func(d *deployment) int {
			for range 10 {
				lead := d.lead()
				lead["proof"] = solve(d.t, d.token("contact"))
				if status, _ := d.post(request{address: d.anywhere(), lead: lead}); status != http.StatusCreated {
					d.t.Errorf("the robot was told %d", status)
				}
			}
			return len(d.reached())
		},
		down: func(s *settings) { s.definition["guard"].(map[string]any)["min_seconds"] = 0 },
	},
	{
		name:  "fill_in_every_field",
		limit: 0,
		attack: func(d *deployment) int {
			for range 10 {
				lead := d.proved()
				lead["website"] = "https://spam.example"
				status, told, _ := d.call("POST", "/contacts", request{address: d.anywhere(), lead: lead})
				_, again, _ := d.call("POST", "/contacts", request{address: d.anywhere(), lead: lead})
				if status != http.StatusCreated || told["status"] != "created" || told["id"] == "" || again["id"] != told["id"] {
					d.t.Errorf("the robot was told %d %v and then %v", status, told, again)
				}
			}
			return len(d.reached())
		},
		down: func(s *settings) { s.definition["guard"].(map[string]any)["honeypot"] = false },
	},
}

// forge signs, and changes what was signed.
func forge(d *deployment) int {
	var key [challenge.KeyLen]byte
	var salt [challenge.SaltLen]byte
	tokens := []string{string(challenge.Append(nil, &key, "contact", d.clock().Unix()-60, challenge.MinBits, &salt))}
	for i := range challenge.TokenLen {
		token := []byte(d.token("contact"))
		if token[i]++; i == 1 {
			token[i] = 'a' + challenge.MinBits
		}
		tokens = append(tokens, string(token))
	}
	d.wait(5 * time.Second)
	honest := d.token("contact")
	for _, token := range tokens {
		if token == honest {
			continue
		}
		lead := d.lead()
		proof := token + "00000000"
		if nonce, ok := challenge.Solve([]byte(token), 0, 1<<14); ok {
			proof = string(challenge.AppendProof(nil, []byte(token), nonce))
		}
		lead["proof"] = proof
		d.post(request{address: d.anywhere(), lead: lead})
	}
	return len(d.reached())
}

func unguarded(s *settings) { s.config.Unguarded = true }

type forgetfulOfProofs struct{ ledger.Ledger }

func (forgetfulOfProofs) Spend(context.Context, string, string, time.Time) (bool, error) {
	return true, nil
}

type forgetfulOfSubmissions struct{ ledger.Ledger }

func (forgetfulOfSubmissions) Claim(context.Context, ledger.Claim) (ledger.Record, error) {
	return ledger.Record{State: ledger.Won}, nil
}
func (forgetfulOfSubmissions) Complete(context.Context, ledger.Claim, ledger.Answer, ...ledger.Use) error {
	return nil
}

func credulous(s *settings) {
	s.guard = func(g intake.Guard) intake.Guard { return believer{g} }
}

// believer is a guard that takes every proof at its word.
type believer struct{ intake.Guard }

func (believer) Decide(context.Context, intake.Attempt) intake.Decision { return intake.Decision{} }

// slow is a guard whose clock is behind when it judges.
type slow struct{ intake.Guard }

func (s slow) Decide(ctx context.Context, v intake.Attempt) intake.Decision {
	v.Now = v.Now.Add(-time.Minute)
	return s.Guard.Decide(ctx, v)
}
